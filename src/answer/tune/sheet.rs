//! Where areas put their settings. Owns that pins win over formulas, and that what was withdrawn keeps its former value.

use super::fixed;
use super::outcome::{Advice, Setting};
use std::collections::BTreeMap;

/// A recommendation that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    /// The value that stays; empty where the key is not set then.
    pub value: String,
    /// Why.
    pub why: String,
}

/// Settings and advice while they are collected.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    pins: &'a BTreeMap<String, String>,
    held: &'a BTreeMap<String, Held>,
    /// Settings so far.
    pub settings: Vec<Setting>,
    /// Advice so far.
    pub advice: Vec<Advice>,
    /// What does not add up, so far.
    pub contradictions: Vec<String>,
}

impl<'a> Sheet<'a> {
    /// An empty one.
    pub(super) fn new(pins: &'a BTreeMap<String, String>, held: &'a BTreeMap<String, Held>) -> Self {
        Self { pins, held, settings: Vec::with_capacity(24), advice: Vec::new(), contradictions: Vec::new() }
    }

    /// Puts a setting down, unless it was withdrawn in favour of no value at all.
    pub(super) fn put(&mut self, mut setting: Setting) {
        if let Some(pin) = self.pins.get(&setting.key) {
            setting.why = format!("pinned; the formula gives {}: {}", setting.value, setting.why);
            setting.value.clone_from(pin);
            setting.pinned = true;
        } else if let Some(held) = self.held.get(&setting.key) {
            if held.value.is_empty() {
                return;
            }
            setting.why.clone_from(&held.why);
            // Sizes were made from the held value, stopped where the cluster ends.
            if !fixed::KEYS.contains(&setting.key.as_str()) {
                setting.value.clone_from(&held.value);
            }
        }
        self.settings.push(setting);
    }

    /// Puts advice down.
    pub(super) fn advise(&mut self, advice: Advice) {
        self.advice.push(advice);
    }

    /// Says what does not add up.
    pub(super) fn contradict(&mut self, what: String) {
        self.contradictions.push(what);
    }

    /// Adds the pins of which no formula knows, in the order of their keys.
    pub(super) fn finish(&mut self) {
        let rest = self.pins.iter().filter(|(key, _)| !self.settings.iter().any(|setting| setting.key == **key));
        let rest: Vec<Setting> = rest.map(|(key, value)| pinned(key, value)).collect();
        self.settings.extend(rest);
    }
}

fn pinned(key: &str, value: &str) -> Setting {
    let mut setting = Setting::new("pinned", "", value, "")
        .by("as pinned", "the user")
        .because(&super::confidence::of_rule("the user says so"), "pinned; no formula of this plan gives this key");
    key.clone_into(&mut setting.key);
    setting.pinned = true;
    setting
}
