//! The list of members: signed as a whole, believed only when the pinned key signed it, never an older one than was seen.
//!
//! Owns who may open what, too: that follows from the list alone.

use super::error::{Result, VaultError};
use super::key_file;
use super::trust::Pin;
use crate::model::Text;
use crate::model::role::{Member, Membership, Right, Role};
use crate::model::secret::Secret;
use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox, SignatureBox};
use std::io::Cursor;
use std::path::Path;

/// Characters of a signature in base64, in a file of minisign. The library takes shorter ones and stumbles over them.
pub(super) const SIGNATURE: usize = 88;

/// A list as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Version; the one inside the body counts.
    pub version: u64,
    /// JSON, exactly as signed.
    pub body: String,
    /// File of minisign.
    pub signature: String,
}

/// The key that signs lists. Not to be shown, so it has no `Debug`.
pub struct SigningKey {
    secret: SecretKey,
    public: String,
}

impl SigningKey {
    /// Makes the text of a new key file: a secret key of minisign without a password of its own.
    pub fn mint() -> Result<Secret> {
        let pair = KeyPair::generate_unencrypted_keypair().map_err(|error| failed(&error))?;
        let comment = Some("signs the members of a catalog");
        let text = pair.sk.to_box(comment).map_err(|error| failed(&error))?.into_string();
        Ok(Secret::new(text))
    }

    /// Reads a key file. `passphrase` is asked where it is protected.
    pub fn read(path: &Path, passphrase: &dyn Fn() -> Option<Secret>) -> Result<Self> {
        let text = key_file::read_text(path, false, passphrase)?;
        let wrong = |_| VaultError::NotAKey(path.to_owned(), "secret key of minisign");
        let boxed = SecretKeyBox::from_string(text.expose()).map_err(wrong)?;
        let secret = boxed.into_unencrypted_secret_key().map_err(wrong)?;
        let public = PublicKey::from_secret_key(&secret).map_err(wrong)?.to_base64();
        Ok(Self { secret, public })
    }

    /// The public key that verifies its signatures, as minisign writes it.
    #[must_use]
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The secret half, for signatures of other things.
    pub(super) fn secret(&self) -> &SecretKey {
        &self.secret
    }

    /// Signs a list.
    pub fn sign(&self, list: &Membership) -> Result<Signed> {
        let body = serde_json::to_string(list).map_err(|error| VaultError::Failed(error.to_string()))?;
        let comment = format!("catalog:{} version:{}", list.catalog, list.version);
        let signed = minisign::sign(None, &self.secret, Cursor::new(&body), Some(&comment), None);
        let signature = signed.map_err(|error| failed(&error))?.into_string();
        Ok(Signed { version: list.version, body, signature })
    }
}

fn failed(error: &minisign::PError) -> VaultError {
    VaultError::Failed(error.to_string())
}

/// The members of a catalog: the newest of its lists, `None` where it never had one. `lists` are all of them, newest first;
/// `pin` is what this machine trusts. Older lists serve only to tell who was smuggled into the newest.
pub fn verified(lists: &[Signed], catalog: &str, pin: Option<&Pin>) -> Result<Option<Membership>> {
    let seen = pin.map_or(0, |pin| pin.seen);
    let Some(newest) = lists.first() else {
        return if seen == 0 { Ok(None) } else { Err(VaultError::RolledBack { seen, found: 0 }) };
    };
    let pin = pin.ok_or(VaultError::NotPinned)?;
    let Some(list) = believed(newest, catalog, pin) else {
        let good = lists.iter().find_map(|list| believed(list, catalog, pin));
        let strangers = strangers(newest, good.as_ref());
        return Err(VaultError::Forged { version: newest.version, strangers });
    };
    if list.version < seen {
        return Err(VaultError::RolledBack { seen, found: list.version });
    }
    Ok(Some(list))
}

/// What a list says, whoever signed it: for those who tell about it and let nobody in by it.
#[must_use]
pub fn claimed(body: &str) -> Option<Membership> {
    serde_json::from_str(body).ok()
}

/// A list that the pinned key signed for this catalog.
fn believed(list: &Signed, catalog: &str, pin: &Pin) -> Option<Membership> {
    let key = PublicKey::from_base64(&pin.key).ok()?;
    if list.signature.lines().nth(3).is_none_or(|line| line.trim().len() != SIGNATURE) {
        return None;
    }
    let signature = SignatureBox::from_string(&list.signature).ok()?;
    minisign::verify(&key, &signature, Cursor::new(&list.body), true, false, false).ok()?;
    let inside: Membership = serde_json::from_str(&list.body).ok()?;
    (inside.catalog == catalog && inside.version == list.version).then_some(inside)
}

/// Who stands in a list that nobody vouches for and not in the last good one.
fn strangers(forged: &Signed, good: Option<&Membership>) -> Vec<String> {
    let Ok(claimed) = serde_json::from_str::<Membership>(&forged.body) else { return Vec::new() };
    let known = |one: &&Member| good.is_some_and(|good| good.members.contains(one));
    let unknown = claimed.members.iter().filter(|one| !known(one));
    unknown.map(|one| format!("{} ({})", one.name, one.recipient)).collect()
}

/// The name under which a recipient stood in any list, believed or not: for people to read, nothing is decided by it.
#[must_use]
pub fn former_name(lists: &[Signed], recipient: &str) -> Option<Text> {
    let members = lists.iter().filter_map(|list| serde_json::from_str::<Membership>(&list.body).ok());
    members.flat_map(|list| list.members).find(|one| one.recipient == recipient).map(|one| one.name)
}

/// A list that was changed, ready to be signed: sorted, without doubles, one version on.
#[must_use]
pub fn changed(mut list: Membership) -> Membership {
    list.version += 1;
    list.members.sort();
    list.roles.sort();
    for role in &mut list.roles {
        role.members.sort();
        role.members.dedup();
        role.grants.sort();
        role.grants.dedup();
    }
    list
}

/// Recipients of the members who may open what is known by these names (name, environment): sorted, without doubles.
#[must_use]
pub fn recipients_for(list: &Membership, subjects: &[(&str, &str)]) -> Vec<Text> {
    let roles = list.roles.iter().filter(|role| grants(role, &Right::opens, subjects));
    let mut recipients: Vec<Text> = roles.flat_map(|role| recipients_of(list, role)).cloned().collect();
    recipients.sort();
    recipients.dedup();
    recipients
}

/// True where some member may read a credential, not only use it to test.
#[must_use]
pub fn has_reader(list: &Membership, subjects: &[(&str, &str)]) -> bool {
    let mut roles = list.roles.iter().filter(|role| grants(role, &|right| right == Right::ReadSecret, subjects));
    roles.any(|role| recipients_of(list, role).next().is_some())
}

/// Who may open what is known by these names, and by which role: right, name of the member, name of the role.
#[must_use]
pub fn openers(list: &Membership, subjects: &[(&str, &str)]) -> Vec<(Right, Text, Text)> {
    let mut all = Vec::new();
    for right in [Right::ReadSecret, Right::Test] {
        for role in list.roles.iter().filter(|role| grants(role, &|one| one == right, subjects)) {
            let members = list.members.iter().filter(|member| role.members.contains(&member.name));
            all.extend(members.map(|member| (right, member.name.clone(), role.name.clone())));
        }
    }
    all
}

/// True where one of these recipients has a right on one of the subjects, or where the right was given to nobody at all: it
/// is not asked for then.
#[must_use]
pub fn may(list: &Membership, right: Right, subjects: &[(&str, &str)], recipients: &[Text]) -> bool {
    let given = |role: &&Role| !role.members.is_empty() && role.grants.iter().any(|grant| grant.right == right);
    let mut asked_for = list.roles.iter().filter(given).peekable();
    if asked_for.peek().is_none() {
        return true;
    }
    let mut fit = asked_for.filter(|role| grants(role, &|one| one == right, subjects));
    fit.any(|role| recipients_of(list, role).any(|one| recipients.contains(one)))
}

fn recipients_of<'a>(list: &'a Membership, role: &'a Role) -> impl Iterator<Item = &'a Text> {
    list.members.iter().filter(|member| role.members.contains(&member.name)).map(|member| &member.recipient)
}

fn grants(role: &Role, right: &dyn Fn(Right) -> bool, subjects: &[(&str, &str)]) -> bool {
    role.grants.iter().filter(|grant| right(grant.right)).any(|grant| {
        let fits = |environment: &str| grant.environment.is_empty() || grant.environment == environment;
        subjects.iter().any(|(name, environment)| fits(environment) && matches(&grant.pattern, name))
    })
}

/// True where a pattern fits a whole name; `*` stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::role::Grant;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name) in
            [("*", ""), ("a", "a"), ("a*", "a"), ("a*c*e", "abcde"), ("*ab", "aab"), ("ORA_*", "ORA_X")]
        {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("", "a"), ("a", "ab"), ("a*a", "a"), ("*b*b", "b"), ("ORA_*", "XORA_")] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    fn list(grants: &[(Right, &str, &str)]) -> Membership {
        let grant = |&(right, pattern, environment): &(Right, &str, &str)| Grant {
            right,
            pattern: pattern.into(),
            environment: environment.into(),
        };
        let role = Role { name: "r".into(), members: vec!["m".into()], grants: grants.iter().map(grant).collect() };
        let members = ["m", "n"].map(|name| Member { name: name.into(), recipient: format!("age1{name}").into() });
        Membership {
            catalog: "c".into(),
            version: 1,
            members: members.to_vec(),
            roles: vec![role],
            bindings: Vec::new(),
        }
    }

    #[test]
    fn only_rights_that_open_make_recipients_and_only_where_they_fit() {
        let one = list(&[(Right::Test, "DWH", "PROD"), (Right::WriteSecret, "*", "")]);
        assert_eq!(recipients_for(&one, &[("pw", ""), ("DWH", "PROD")]), ["age1m"]);
        assert!(recipients_for(&one, &[("pw", ""), ("DWH", "TEST"), ("DWH", "")]).is_empty());
    }

    #[test]
    fn a_right_that_nobody_was_given_is_not_asked_for() {
        let one = list(&[(Right::Ingest, "*", "")]);
        assert!(may(&one, Right::Report, &[("x", "")], &[]));
        assert!(may(&one, Right::Ingest, &[("x", "")], &["age1m".into()]));
        assert!(!may(&one, Right::Ingest, &[("x", "")], &["age1n".into()]));
    }

    #[test]
    fn a_list_holds_only_as_signed_for_its_catalog_and_only_forward() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("signing.key");
        key_file::write_new(&path, &SigningKey::mint().expect("a key"), None).expect("written");
        let key = SigningKey::read(&path, &|| None).expect("read");
        let good = key.sign(&list(&[])).expect("signed");
        let pin = |seen| Pin { key: key.public().to_owned(), seen };
        let believes =
            |list: &Signed, catalog: &str, seen| verified(std::slice::from_ref(list), catalog, Some(&pin(seen)));
        assert_eq!(believes(&good, "c", 1), Ok(Some(list(&[]))));
        assert_eq!(believes(&good, "c", 2), Err(VaultError::RolledBack { seen: 2, found: 1 }));
        assert!(matches!(believes(&good, "other", 1), Err(VaultError::Forged { .. })));
        assert_eq!(verified(std::slice::from_ref(&good), "c", None), Err(VaultError::NotPinned));
        assert_eq!(verified(&[], "c", Some(&pin(1))), Err(VaultError::RolledBack { seen: 1, found: 0 }));
        assert_eq!(verified(&[], "c", None), Ok(None));
        let smuggled = Signed { version: 2, body: good.body.replace("age1n", "age1x"), ..good.clone() };
        let forged = VaultError::Forged { version: 2, strangers: vec!["n (age1x)".to_owned()] };
        assert_eq!(verified(&[smuggled, good.clone()], "c", Some(&pin(1))), Err(forged));
        for cut in 0..good.signature.len() {
            let short = Signed { signature: good.signature[..cut].to_owned(), ..good.clone() };
            // The line break at the end is not needed.
            assert_eq!(believes(&short, "c", 1).is_ok(), cut + 1 == good.signature.len(), "{cut}");
        }
    }
}
