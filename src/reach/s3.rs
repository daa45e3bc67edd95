//! Amazon S3 and what speaks like it: a test lists at most one key; [`objects`] reads and writes.

pub mod objects;

use super::aws::{self, Signer};
use super::http::{self, Base, Http, Service};
use super::{Limits, Session, Target, Trouble};
use crate::model::Text;
use crate::model::connection::{Connection, Verdict};

/// Where the bucket's region is not said.
const USUAL_REGION: &str = "us-east-1";

struct S3 {
    http: Http,
    base: Base,
    signer: Signer,
}

/// Opens it.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    target.needed("bucket")?;
    let region = target.connection.attribute("region").unwrap_or(USUAL_REGION);
    let s3 = S3 {
        http: Http::new(target, limits)?,
        base: Base::of(&address(&target.connection))?,
        signer: Signer::new(target, "s3", region)?,
    };
    http::open(s3, target)
}

/// `host:port` of the service; buckets are hosts under it.
pub(super) fn endpoint(target: &Target) -> String {
    http::host_and_port(&address(&target.connection))
}

fn address(connection: &Connection) -> String {
    let region = connection.attribute("region").unwrap_or(USUAL_REGION);
    let amazon = || format!("https://s3.{region}.amazonaws.com");
    connection.attribute("endpoint").map_or_else(amazon, str::to_owned)
}

/// True where the bucket is the first part of the path, not of the host: as said, else at any endpoint that is not Amazon's,
/// and for a name with a dot, for which no certificate would stand.
fn is_in_path(connection: &Connection, bucket: &str) -> bool {
    match connection.attribute("path_style").map(str::to_lowercase).as_deref() {
        Some("yes" | "true" | "1") => true,
        Some(_) => false,
        None => connection.attribute("endpoint").is_some() || bucket.contains('.'),
    }
}

impl Service for S3 {
    fn ask(&self, target: &Target) -> Result<(String, Text), Trouble> {
        let connection = &target.connection;
        let bucket = target.needed("bucket")?;
        let prefix = connection.attribute("prefix").unwrap_or_default();
        let query = [("list-type", "2"), ("max-keys", "1"), ("prefix", prefix)];
        let mut parts = if is_in_path(connection, bucket) {
            self.base.request("GET", &format!("/{bucket}"), &query)?
        } else {
            self.base.under(bucket).request("GET", "/", &query)?
        };
        self.signer.sign(&mut parts, "")?;
        let reply = self.http.send(parts, "")?;
        if reply.status != 200 {
            return Err(moved(&reply).unwrap_or_else(|| aws::refusal(&reply)));
        }
        if reply.element("KeyCount").is_none() && !reply.body.contains("<ListBucketResult") {
            return Err(reply.trouble(Verdict::Failed, "", "this is no listing of a bucket"));
        }
        let who = if self.signer.is_anonymous() { ", anonymous" } else { "" };
        let what = http::listed(&format!("bucket {bucket}"), prefix, reply.body.contains("<Contents>"));
        Ok((format!("{what}{who}"), reply.header("server").into()))
    }

    fn is_plain(&self) -> bool {
        self.base.is_plain()
    }
}

/// A bucket of another region says in which it is.
fn moved(reply: &http::Reply) -> Option<Trouble> {
    let region = reply.header("x-amz-bucket-region");
    let is_elsewhere = matches!(reply.status, 301 | 307 | 400) && !region.is_empty();
    let words = format!("the bucket is in region {region}");
    is_elsewhere.then(|| reply.trouble(Verdict::Failed, "", &words))
}
