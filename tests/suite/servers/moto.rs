//! Moto: S3 and Kinesis in one process, with keys that are really checked.

use super::Process;
use super::process::installed;
use std::process::Command;

/// Requests that moto serves before it asks for keys: exactly those of [`Moto::running`].
const OPEN_REQUESTS: &str = "11";

/// A running moto with the bucket `sales-bucket` (one object, `in/a.csv`) and the stream `orders`.
pub(crate) struct Moto {
    /// Key and secret of a user who may list the bucket and describe the stream.
    pub(crate) reader: (String, String),
    /// Key and secret of a user who may read, write and remove objects.
    pub(crate) writer: (String, String),
    /// Key and secret of a user who may do nothing.
    pub(crate) nobody: (String, String),
    process: Process,
}

impl Moto {
    /// A new one; `None` where it is not installed.
    pub(crate) fn running() -> Option<Self> {
        let program = installed("moto", "venv/bin/moto_server")?;
        let process = Process::start(|port, _| {
            let mut command = Command::new(&program);
            command.env("INITIAL_NO_AUTH_ACTION_COUNT", OPEN_REQUESTS).env("AWS_DEFAULT_REGION", "us-east-1");
            command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
            command
        });
        let at = format!("http://127.0.0.1:{}", process.port);
        let may = r#"{"Effect":"Allow","Resource":"*","Action":["s3:ListBucket","kinesis:DescribeStreamSummary"]}"#;
        let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{may}]}}"#);
        let reader = user(&at, "reader");
        iam(&at, &format!("Action=PutUserPolicy&UserName=reader&PolicyName=read&PolicyDocument={policy}"));
        let writer = user(&at, "writer");
        let may = r#"{"Effect":"Allow","Resource":"*","Action":["s3:ListBucket","s3:GetObject","s3:PutObject","s3:DeleteObject"]}"#;
        let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{may}]}}"#);
        iam(&at, &format!("Action=PutUserPolicy&UserName=writer&PolicyName=write&PolicyDocument={policy}"));
        let nobody = user(&at, "nobody");
        for (path, body) in [("sales-bucket", ""), ("sales-bucket/in/a.csv", "a")] {
            ureq::put(format!("{at}/{path}")).header("Authorization", scope("s3")).send(body).unwrap();
        }
        ureq::post(&at)
            .header("Authorization", scope("kinesis"))
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("X-Amz-Target", "Kinesis_20131202.CreateStream")
            .send(r#"{"StreamName":"orders","ShardCount":2}"#)
            .unwrap();
        Some(Self { reader, writer, nobody, process })
    }

    /// Its port at 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.process.port
    }
}

/// By the scope of the signature moto knows which service is meant.
fn scope(service: &str) -> String {
    format!("AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0")
}

fn iam(at: &str, body: &str) -> String {
    let mut answer = ureq::post(at)
        .header("Authorization", scope("iam"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .send(format!("{body}&Version=2010-05-08"))
        .unwrap();
    answer.body_mut().read_to_string().unwrap()
}

fn user(at: &str, name: &str) -> (String, String) {
    iam(at, &format!("Action=CreateUser&UserName={name}"));
    let made = iam(at, &format!("Action=CreateAccessKey&UserName={name}"));
    let element = |name: &str| {
        let (_, rest) = made.split_once(&format!("<{name}>")).unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    };
    (element("AccessKeyId"), element("SecretAccessKey"))
}
