# METADATA
# title: Token of a chat or mail service in clear
# description: |
#   Whoever reads the file can write in your name into your channels or send mail as you, which is
#   how phishing gets past those who know you; many tokens can read too. Revoke it where it was
#   issued, since the history of the repository keeps it, and let the program read its successor
#   from a secret store.
# related_resources:
#   - ref: https://docs.slack.dev/authentication/best-practices-for-security/
# custom:
#   severity: critical
#   category: secrets
#   kinds: [text]
#   since: 0.1.0
#   peers: [CKV_SECRET_11, CKV_SECRET_14, CKV_SECRET_18]
#   controls: ["cwe:798", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.chat_token

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("%s is written in clear", [candidates.describe(one)]),
	"at": one.at,
} if {
	some one in candidates.found(_detectors)
}

_detectors := {
	"slack-token", "slack-refresh-token", "slack-app-token", "slack-webhook",
	"telegram-bot-token", "discord-webhook", "discord-bot-token", "teams-webhook",
	"sendgrid-api-key", "mailgun-api-key", "mailchimp-api-key", "twilio-api-key",
	"twilio-auth-token",
}
