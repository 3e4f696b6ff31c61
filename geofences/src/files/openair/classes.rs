//! What an OpenAir airspace class means for a drone.

use crate::Rule;

/// The rule of an OpenAir class (`AC`) or type (`AY`), or `None` when it is not known.
///
/// OpenAir is made for gliders; each class is read on the safe side for a drone: restricted and
/// danger areas forbid, and what is controlled needs an approval. No class permits anything.
pub(super) fn rule_of_class(class: &str) -> Option<Rule> {
    Some(match class.to_ascii_uppercase().as_str() {
        // Prohibited, restricted, danger; reserved and segregated for somebody else.
        "P" | "R" | "Q" | "TRA" | "TSA" | "TFR" => Rule::Prohibited,
        // Controlled airspace (ICAO Annex 11, 2.6: classes A to D need a clearance) and what
        // lies around aerodromes; GP keeps gliders out unless they are told otherwise.
        "A" | "B" | "C" | "D" | "CTR" | "TMA" | "CTA" | "ATZ" | "MATZ" | "GP" => {
            Rule::NeedsAuthorization
        }
        // Mandatory transponder, mandatory radio, wave flying by arrangement.
        "TMZ" | "RMZ" | "W" => Rule::Conditional,
        "E" | "F" | "G" => Rule::Advisory,
        _ => return None,
    })
}

/// Whether a class only says that the type (`AY`) decides.
pub(super) fn is_unclassified(class: &str) -> bool {
    matches!(class.to_ascii_uppercase().as_str(), "UNC" | "UNCLASSIFIED")
}

/// The conditions of the classes that have some.
pub(super) fn conditions_of_class(class: &str) -> Option<&'static str> {
    match class.to_ascii_uppercase().as_str() {
        "TMZ" => Some("transponder mandatory / 须开启应答机"),
        "RMZ" => Some("two-way radio mandatory / 须保持双向无线电联络"),
        "W" => Some("by arrangement with air traffic services / 须与空管协调"),
        _ => None,
    }
}
