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
