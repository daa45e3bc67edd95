//! Connections: CONNECTIONREFERENCE of an export, and files of connection objects in the formats that exist.
//!
//! Owns which format a file is, told from its content, and that no secret stays in an attribute. What a format says stands in
//! `yaml`, `pmrep` and `imx`; `gather` takes it from them.

mod gather;
pub(in crate::read) mod imx;
mod name;
mod plain;
mod pmrep;
mod yaml;

pub use gather::{Found, PlainSecret, is_reference};
pub use name::canonical;

use super::attribute::attributes;
use super::secret;
use crate::model::connection::ConnectionReference;
use crate::model::element::Element;
use crate::model::problem::Problem;
use gather::Gathering;

/// A file of connections larger than this is refused: a thousand connections need less than 1 MB.
pub const MAX_BYTES: usize = 64 << 20;

/// Reads every CONNECTIONREFERENCE directly under an element.
#[must_use]
pub fn references(parent: Element<'_, '_>) -> Vec<ConnectionReference> {
    parent.named("CONNECTIONREFERENCE").map(reference).collect()
}

fn reference(element: Element<'_, '_>) -> ConnectionReference {
    ConnectionReference {
        reference: element.get("CNXREFNAME").into(),
        connection_type: element.get("CONNECTIONTYPE").into(),
        subtype: element.get("CONNECTIONSUBTYPE").into(),
        name: element.get("CONNECTIONNAME").into(),
        variable: element.get("VARIABLE").into(),
        partition: element.get("PARTITIONNAME").into(),
        attributes: attributes(element, "ATTRIBUTE"),
        line: element.line(),
    }
}

/// True where an attribute would hold a secret, by its name or by what stands in it.
#[must_use]
pub fn holds_secret(name: &str, value: &str) -> bool {
    let by_name = secret::name_holds_secret(name) && name != "access_key_id";
    if by_name { !value.is_empty() && !is_reference(value) } else { !plain::clear(name, value).secrets.is_empty() }
}

/// Reads a file of connection objects: `connections.yaml`, what `pmrep listconnections` or `getconnectiondetails` print, or
/// IMX. `environment` is that of connections which name none themselves.
///
/// Fails with the one problem that stands for the file.
pub fn objects(bytes: &[u8], file: &str, environment: &str) -> Result<Found, Problem> {
    let refused = |message: &str| Problem::error("not-connections", file, message);
    if bytes.len() > MAX_BYTES {
        return Err(Problem::error("file-too-large", file, "a file of connections of more than 64 MiB"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| refused("no UTF-8; save the file in UTF-8"))?;
    let mut out = Gathering::new(file, environment);
    if text.trim_start().starts_with('<') {
        imx::read(text, &mut out)?;
    } else if yaml::is_one(text) {
        yaml::read(text, &mut out)?;
    } else if pmrep::is_details(text) {
        pmrep::details(text, &mut out);
    } else if pmrep::is_list(text) {
        pmrep::list(text, &mut out);
    } else {
        return Err(refused(
            "no connections: not YAML with the key connections, not the text of pmrep getconnectiondetails or \
             listconnections -t, not IMX with ConnectInfo",
        ));
    }
    Ok(out.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_none_of_the_formats_says_so() {
        for wrong in ["", "DWH\nSTG\n", "a: 1\n", "<POWERMART/>", "<IMX/>", "just a text = with a sign\n"] {
            let problem = objects(wrong.as_bytes(), "f", "").err().unwrap_or_else(|| panic!("{wrong} is refused"));
            assert_eq!(problem.code, "not-connections", "{wrong}");
        }
        assert_eq!(objects(b"\xff\xfe<", "f", "").err().expect("UTF-16").code, "not-connections");
    }
}
