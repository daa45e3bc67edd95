//! Amazon Kinesis: describes a stream.

use super::aws::{self, Signer};
use super::http::{self, Base, Http, Service};
use super::{Limits, Session, Target, Trouble};
use crate::model::Text;
use crate::model::connection::{Connection, Verdict};

struct Kinesis {
    http: Http,
    base: Base,
    signer: Signer,
}

/// Opens it.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    target.needed("stream")?;
    let kinesis = Kinesis {
        http: Http::new(target, limits)?,
        base: Base::of(&address(&target.connection))?,
        signer: Signer::new(target, "kinesis", target.needed("region")?)?,
    };
    http::open(kinesis, target)
}

/// `host:port` of the service.
pub(super) fn endpoint(target: &Target) -> String {
    http::host_and_port(&address(&target.connection))
}

fn address(connection: &Connection) -> String {
    let amazon = || format!("https://kinesis.{}.amazonaws.com", connection.attribute("region").unwrap_or_default());
    connection.attribute("endpoint").map_or_else(amazon, str::to_owned)
}

impl Service for Kinesis {
    fn ask(&self, target: &Target) -> Result<(String, Text), Trouble> {
        let stream = target.needed("stream")?;
        let body = serde_json::json!({ "StreamName": stream }).to_string();
        let mut parts = self.base.request("POST", "/", &[])?;
        http::header(&mut parts, "content-type", "application/x-amz-json-1.1")?;
        http::header(&mut parts, "x-amz-target", "Kinesis_20131202.DescribeStreamSummary")?;
        self.signer.sign(&mut parts, &body)?;
        let reply = self.http.send(parts, &body)?;
        if reply.status != 200 {
            return Err(aws::refusal(&reply));
        }
        let json = reply.json();
        let summary = &json["StreamDescriptionSummary"];
        let (Some(status), Some(shards)) = (summary["StreamStatus"].as_str(), summary["OpenShardCount"].as_u64())
        else {
            return Err(reply.trouble(Verdict::Failed, "", "this is no description of a stream"));
        };
        Ok((format!("stream {stream}: {status}, open shards: {shards}"), reply.header("server").into()))
    }

    fn is_plain(&self) -> bool {
        self.base.is_plain()
    }
}
