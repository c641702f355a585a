package gatecheck.packages.npm_unpinned_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.npm_unpinned

test_denial if {
	npm_unpinned.deny == {{
		"msg": "npm install gets the newest version that fits @scope/x@2, and whatever version is newest: left-pad",
		"at": ["instructions", 1, "commands", 0, "args", 2],
	}} with input as sample.run(["npm install -g left-pad a@1.2.3 @scope/x@2"])
}

test_denied if {
	every line in [
		"npm i a@latest", "npm install a@^1.2.3", "npm i a@1.x", "npm install a@next",
		"npm add --save-dev @s/a",
		"yarn add a", "yarn global add a@4", "pnpm add -g a", "bun add a", "pnpm dlx a",
		"yarn dlx a b c",
		"npx -y a", "npx --yes @s/a start", "npx a@latest", "npx --package a b",
		"npx --package=a@1 b", "npm exec a@2",
		"bunx a@latest", "npm install github:a/b", "npm i git+https://git.example.com/a.git#main",
		"npm i a/b",
		"npm install -g npm@latest", "corepack yarn add a", "pnpx a@latest", "npm up -g a",
	] {
		count(npm_unpinned.deny) == 1 with input as sample.run([line])
	}
}

test_silent if {
	every line in [
		"npm install", "npm install a@1.2.3", "npm i @s/a@1.2.3-rc.1", "npm i a@$VERSION",
		"npm i $PACKAGE", "npm i .",
		"npm i ./a", "npm i ../a", "npm i /a/b.tgz", "npm i a.tgz", "npm i file:a",
		"npm i https://example.com/a.tgz",
		"npm i git+https://git.example.com/a.git#0123456789abcdef0123456789abcdef01234567",
		"npx tsc --noEmit",
		"npx eslint -y", "npx -c a", "npx --no a", "npx a@1.2.3 b", "npx -p a@1.2.3 b",
		"npm exec tsc", "npm run add a",
		"pnpm install --frozen-lockfile", "yarn add a@1.2.3", "npm install --dry-run a",
		"npm update", "npx $A", "npx",
		"npm i a@npm:b@1.2.3",
	] {
		npm_unpinned.deny == set() with input as sample.run([line])
	}
}

test_what_is_newest if {
	every case in [
		["npx @angular/cli@13 new", "the newest version that fits @angular/cli@13"],
		["npm install -g a@^1.2 b@next", "the newest version that fits a@^1.2, and whatever version is newest: b@next"],
		["npm install github:a/b2#v1", "whatever version is newest: github:a/b2#v1"],
	] {
		some denial in npm_unpinned.deny with input as sample.run([case[0]])
		endswith(denial.msg, concat(" ", [" gets", case[1]]))
	}
}
