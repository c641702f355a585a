# What looks like a secret in a text, as its kind hands it over: masked, with what is known of it.
#
#   found(detectors)   the candidates of these detectors that no placeholder mark clears, each as
#                      {candidate, at}
#   describe(one)      what it is in words, masked: `GitHub token ghp_… (40 characters) for "T"`
#   among_samples(c)   whether its file is a test, an example or documentation
#   made_up(c)         whether it is of a kind that tests make for themselves, and among samples
#   vendored(c)        whether its file is someone else's
package gatecheck.lib.candidates

# Those written in clear. What lies in base64 is another matter: see `encoded`.
found(detectors) := [one |
	some one in _real
	not one.candidate.decoded
	one.candidate.detector in detectors
]

# Those found inside base64, whoever issued them.
encoded := [one | some one in _real; one.candidate.decoded]

_real := [{"candidate": candidate, "at": ["candidates", i]} |
	some i, candidate in object.get(input, "candidates", [])
	not candidate.placeholder
	not _fabricated(candidate)
]

# A wrong checksum among tests and documents is a token that somebody made up.
_fabricated(candidate) if {
	candidate.checksum_ok == false
	among_samples(candidate)
}

among_samples(candidate) if candidate.path_hint in {"test", "example", "docs"}

# Anyone can make keys and sign web tokens; the tokens of services come from the services.
made_up(candidate) if {
	candidate.detector in {
		"private-key", "age-secret-key", "kubeconfig-client-key", "jwt",
		"kubernetes-service-account-token", "argocd-token",
	}
	among_samples(candidate)
}

vendored(candidate) if candidate.path_hint == "vendor"

describe(one) := sprintf("%s %s%s", [kind, one.candidate.masked, _owner(one)]) if {
	kind := name(one.candidate.detector)
}

_owner(one) := sprintf(" for %q", [one.candidate.key]) if is_string(one.candidate.key)

_owner(one) := "" if not is_string(one.candidate.key)

# A detector's name in words, with the spelling of whoever issues what it finds.
name(detector) := concat(" ", [object.get(_spelling, word, word) |
	some word in split(detector, "-")
])

_spelling := {
	"aws": "AWS", "api": "API", "oauth": "OAuth", "sas": "SAS", "ca": "CA", "github": "GitHub",
	"gitlab": "GitLab", "jwt": "JSON web token", "npm": "npm", "npmrc": ".npmrc",
	"pypi": "PyPI", "pypirc": ".pypirc", "netrc": ".netrc", "rubygems": "RubyGems",
	"nuget": "NuGet", "docker": "Docker", "jfrog": "JFrog", "quay": "Quay", "google": "Google",
	"azure": "Azure", "devops": "DevOps", "alibaba": "Alibaba", "digitalocean": "DigitalOcean",
	"cloudflare": "Cloudflare", "netlify": "Netlify", "heroku": "Heroku", "vercel": "Vercel",
	"fly": "Fly", "fastly": "Fastly", "atlassian": "Atlassian", "bitbucket": "Bitbucket",
	"circleci": "CircleCI", "buildkite": "Buildkite", "linear": "Linear", "notion": "Notion",
	"figma": "Figma", "postman": "Postman", "sonarqube": "SonarQube", "snyk": "Snyk",
	"slack": "Slack", "telegram": "Telegram", "discord": "Discord", "teams": "Teams",
	"sendgrid": "SendGrid", "mailgun": "Mailgun", "mailchimp": "Mailchimp", "twilio": "Twilio",
	"anthropic": "Anthropic", "openai": "OpenAI", "huggingface": "Hugging Face", "groq": "Groq",
	"replicate": "Replicate", "perplexity": "Perplexity", "xai": "xAI", "stripe": "Stripe",
	"shopify": "Shopify", "square": "Square", "paypal": "PayPal", "braintree": "Braintree",
	"vault": "Vault", "terraform": "Terraform", "databricks": "Databricks", "pulumi": "Pulumi",
	"doppler": "Doppler", "tailscale": "Tailscale", "kubernetes": "Kubernetes",
	"argocd": "Argo CD", "datadog": "Datadog", "newrelic": "New Relic", "grafana": "Grafana",
	"sentry": "Sentry", "dynatrace": "Dynatrace",
}
