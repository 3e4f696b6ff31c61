//! The words that files have for rules.

use crate::Rule;

/// What a word for a rule means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleWord {
    /// It says exactly this.
    Exact(Rule),
    /// ED-269 / ED-318 `NO_RESTRICTION`: the only one of their types that lets one fly, so that
    /// it is [`Rule::Permitted`]; readers warn, since some publishers name areas so that are
    /// only information.
    NoRestriction,
    /// ED-318 `USPACE`: U-space airspace may be entered only with the flight authorisation
    /// service (Regulation (EU) 2021/664, Art. 10), so that it is [`Rule::NeedsAuthorization`].
    USpace,
}

impl RuleWord {
    pub(crate) fn rule(self) -> Rule {
        match self {
            Self::Exact(rule) => rule,
            Self::NoRestriction => Rule::Permitted,
            Self::USpace => Rule::NeedsAuthorization,
        }
    }
}

/// Reads a rule in our words or those of ED-269 and ED-318; case, spaces and hyphens do not
/// matter, nor British or American spelling. An unknown word is no rule: nobody may guess.
pub(crate) fn rule_word(word: &str) -> Option<RuleWord> {
    let word: String = word
        .trim()
        .chars()
        .map(|c| match c {
            ' ' | '-' => '_',
            other => other.to_ascii_lowercase(),
        })
        .collect();
    Some(match word.as_str() {
        "permitted" => RuleWord::Exact(Rule::Permitted),
        "prohibited" => RuleWord::Exact(Rule::Prohibited),
        "conditional" => RuleWord::Exact(Rule::Conditional),
        "advisory" => RuleWord::Exact(Rule::Advisory),
        "needs_authorization"
        | "needs_authorisation"
        | "req_authorization"
        | "req_authorisation" => RuleWord::Exact(Rule::NeedsAuthorization),
        "no_restriction" => RuleWord::NoRestriction,
        "uspace" | "u_space" => RuleWord::USpace,
        _ => return None,
    })
}
