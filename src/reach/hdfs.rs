//! HDFS, over WebHDFS (or HttpFS, or a Knox gateway): asks for the status of a path.
//!
//! Owns simple authentication, where the server believes the user's name, and a name and password as a gateway asks for
//! them. Kerberos is not done.

use super::http::{self, Base, Http, Reply, Service};
use super::{Limits, Session, Target, Trouble};
use crate::model::Text;
use crate::model::connection::Verdict;
use crate::model::secret::Secret;
use reqsign::hash::base64_encode;
use serde_json::Value;

/// Path of the protocol, version 1.
const PROTOCOL: &str = "/webhdfs/v1";

/// What a NameNode says of itself, asked for its version.
const ABOUT: &str = "Hadoop:service=NameNode,name=NameNodeInfo::SoftwareVersion";

struct Hdfs {
    http: Http,
    base: Base,
    server: Text,
    /// `user:password` in base64, for a gateway.
    basic: Option<Secret>,
}

/// Opens it.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    match target.connection.attribute("auth").unwrap_or("simple").to_lowercase().as_str() {
        "simple" | "none" | "basic" => (),
        other => return Err(Trouble::new(Verdict::NotSupported, format!("authentication by {other}"))),
    }
    let http = Http::new(target, limits)?;
    let said = Base::of(target.needed("url")?)?;
    let is_whole = said.path().ends_with(PROTOCOL);
    let server = if said.path().is_empty() { version(&http, &said)? } else { Text::default() };
    let base = if is_whole { said } else { said.with_path(PROTOCOL) };
    let basic = target.secret.as_ref().map(|secret| {
        let user = target.connection.attribute("user").unwrap_or_default();
        Secret::new(base64_encode(format!("{user}:{}", secret.expose()).as_bytes()))
    });
    http::open(Hdfs { http, base, server, basic }, target)
}

/// `host:port` of the NameNode.
pub(super) fn endpoint(target: &Target) -> String {
    http::host_and_port(target.connection.attribute("url").unwrap_or_default())
}

/// The version of a NameNode, empty where it does not say: any answer is well.
fn version(http: &Http, base: &Base) -> Result<Text, Trouble> {
    let json = http.send(base.request("GET", "/jmx", &[("get", ABOUT)])?, "")?.json();
    let version = json["beans"][0]["SoftwareVersion"].as_str();
    Ok(version.map(|version| format!("Hadoop {version}").into()).unwrap_or_default())
}

impl Service for Hdfs {
    fn ask(&self, target: &Target) -> Result<(String, Text), Trouble> {
        let path = target.connection.attribute("path").unwrap_or("/");
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let mut query = vec![("op", "GETFILESTATUS")];
        if self.basic.is_none() {
            query.extend(target.connection.attribute("user").map(|user| ("user.name", user)));
        }
        let mut parts = self.base.request("GET", &path, &query)?;
        if let Some(basic) = &self.basic {
            http::header(&mut parts, "authorization", &format!("Basic {}", basic.expose()))?;
        }
        let reply = self.http.send(parts, "")?;
        let json = reply.json();
        let status = &json["FileStatus"];
        if reply.status != 200 {
            return Err(refusal(&reply, &json));
        }
        let Some(kind) = status["type"].as_str() else {
            return Err(reply.trouble(Verdict::Failed, "", "this is no status of a path"));
        };
        let text = |name: &str| status[name].as_str().unwrap_or_default().to_owned();
        let what = format!(
            "{} {path}, owner {}, group {}, permission {}",
            kind.to_lowercase(),
            text("owner"),
            text("group"),
            text("permission")
        );
        Ok((what, self.server.clone()))
    }

    fn is_plain(&self) -> bool {
        self.base.is_plain()
    }
}

/// What a refusal means. HTTP says 403 for a path that may not be read and for a NameNode that stands by, so the name of the
/// exception decides.
fn refusal(reply: &Reply, json: &Value) -> Trouble {
    let remote = &json["RemoteException"];
    let exception = remote["exception"].as_str().unwrap_or_default();
    let words = remote["message"].as_str().unwrap_or_default();
    let asks_for_kerberos =
        reply.status == 401 && reply.header("www-authenticate").to_lowercase().contains("negotiate");
    let verdict = match exception {
        _ if asks_for_kerberos => Verdict::NotSupported,
        "AccessControlException" => Verdict::PermissionDenied,
        "FileNotFoundException" => Verdict::NotFound,
        "AuthenticationException" | "SecurityException" => Verdict::AuthenticationFailed,
        "StandbyException" => Verdict::Failed,
        _ => reply.verdict(),
    };
    let code = if asks_for_kerberos { "the server asks for Kerberos" } else { exception };
    reply.trouble(verdict, code, words)
}
