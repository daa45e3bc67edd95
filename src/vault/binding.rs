//! Which connections may use which credential: said in the signed list, because whom a credential is sealed to, and where a
//! test sends it, follows from it.
//!
//! Owns the digest of a definition. What a parameter in it stands for is not part of that: parameter files change every night.

use crate::model::Text;
use crate::model::connection::Connection;
use crate::model::role::{Binding, Membership};

/// What vouches for a connection as it is; `None` for one that opens no secret.
#[must_use]
fn binding(connection: &Connection) -> Option<Binding> {
    let by_parameter = || connection.attributes.iter().any(|(_, value)| value.contains('$'));
    let credential = connection.credential.clone().or_else(|| by_parameter().then(Text::default))?;
    Some(Binding {
        credential,
        connection: connection.name.clone(),
        environment: connection.environment.clone(),
        digest: digest(connection),
    })
}

/// True for a connection whose secret a test would open.
#[must_use]
pub fn opens_secret(connection: &Connection) -> bool {
    binding(connection).is_some()
}

/// True where the list vouches for a connection as it is.
#[must_use]
pub fn is_bound(list: &Membership, connection: &Connection) -> bool {
    binding(connection).is_some_and(|binding| list.bindings.contains(&binding))
}

/// The names and environments by which rights on a credential are looked up: its own, and those of the connections that the
/// list lets use it.
#[must_use]
pub fn subjects_of<'a>(list: &'a Membership, credential: &'a str) -> Vec<(&'a str, &'a str)> {
    let bound = list.bindings.iter().filter(|one| one.credential == credential);
    let bound = bound.map(|one| (one.connection.as_str(), one.environment.as_str()));
    std::iter::once((credential, "")).chain(bound).collect()
}

/// What becomes of the bindings of some connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouch {
    /// They are bound as they are now.
    For,
    /// They are bound no more.
    NoMore,
    /// They are bound as they are now, and all others no more.
    ForTheseAlone,
}

/// The list with other bindings for some connections.
#[must_use]
pub fn rebound(mut list: Membership, connections: &[Connection], vouch: Vouch) -> Membership {
    let same = |one: &Binding, other: &Connection| one.connection == other.name && one.environment == other.environment;
    let of_others = |one: &Binding| !connections.iter().any(|other| same(one, other));
    list.bindings.retain(|one| vouch != Vouch::ForTheseAlone && of_others(one));
    if vouch != Vouch::NoMore {
        list.bindings.extend(connections.iter().filter_map(binding));
    }
    list.bindings.sort();
    list
}

/// BLAKE3 of everything that says where a connection leads, each part with its length; 32 hexadecimal digits.
fn digest(connection: &Connection) -> Text {
    let mut hasher = blake3::Hasher::new();
    let head = [connection.connection_type.as_str(), connection.subtype.as_str()];
    let attributes = connection.attributes.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    for part in head.into_iter().chain(attributes) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..32].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(host: &str, credential: Option<&str>) -> Connection {
        Connection {
            name: "DWH".into(),
            subtype: "oracle".into(),
            attributes: vec![("host".into(), host.into())],
            credential: credential.map(Into::into),
            ..Connection::default()
        }
    }

    #[test]
    fn a_connection_is_bound_as_it_was_and_not_as_it_became() {
        let good = connection("a", Some("pw"));
        let list = rebound(Membership::default(), std::slice::from_ref(&good), Vouch::For);
        assert!(is_bound(&list, &good));
        assert_eq!(subjects_of(&list, "pw"), [("pw", ""), ("DWH", "")]);
        for other in [connection("b", Some("pw")), connection("a", Some("other")), connection("a", None)] {
            assert!(!is_bound(&list, &other), "{other:?}");
        }
        assert_eq!(subjects_of(&list, "other"), [("other", "")]);
        assert_eq!(rebound(list.clone(), &[good], Vouch::NoMore), Membership::default());
        assert_eq!(rebound(list.clone(), &[], Vouch::For), list);
        assert_eq!(rebound(list, &[], Vouch::ForTheseAlone), Membership::default());
    }
}
