//! Text in the two languages of the product.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The languages that screens, messages and quick starts are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// 简体中文.
    Zh,
}

impl Language {
    /// The language that the environment asks for: the first of `LC_ALL`, `LC_MESSAGES` and `LANG`
    /// that is set (POSIX, Base Definitions 8.2); English unless it is Chinese.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|value| !value.is_empty());
        match locale {
            Some(locale) if locale.to_ascii_lowercase().starts_with("zh") => Self::Zh,
            _ => Self::En,
        }
    }
}

/// One sentence, said in English and in Chinese.
///
/// [`fmt::Display`] gives the English text; screens choose with [`Bilingual::in_language`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// The English text.
    pub en: String,
    /// The Chinese text.
    pub zh: String,
}

impl Bilingual {
    /// Both texts of one message.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            zh: zh.into(),
        }
    }

    /// The text in `language`.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

impl fmt::Display for Bilingual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language_with(variables: &[(&str, &str)]) -> Language {
        Language::of_environment(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_chinese_locale_asks_for_chinese() {
        assert_eq!(language_with(&[("LANG", "zh_CN.UTF-8")]), Language::Zh);
        assert_eq!(language_with(&[("LANG", "en_US.UTF-8")]), Language::En);
        assert_eq!(language_with(&[]), Language::En);
    }

    #[test]
    fn lc_all_outranks_lang_unless_it_is_empty() {
        let chinese_under_c = [("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")];
        assert_eq!(language_with(&chinese_under_c), Language::En);
        let empty = [("LANG", "zh_CN.UTF-8"), ("LC_ALL", "")];
        assert_eq!(language_with(&empty), Language::Zh);
    }
}
