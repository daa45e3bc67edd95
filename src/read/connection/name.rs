//! Names of attributes as other tools write them → the names of ours.

/// What others call it, and what it is called here. Source: texts of `pmrep getconnectiondetails`, attributes of IMX, dialogs
/// of connection objects in the manual.
const SYNONYMS: &[(&str, &str)] = &[
    ("access_key", "access_key_id"),
    ("account_name", "account"),
    ("aws_region", "region"),
    ("bootstrap_servers", "brokers"),
    ("broker_list", "brokers"),
    ("bucket_name", "bucket"),
    ("codepage", "code_page"),
    ("connection_environment_sql", "environment_sql"),
    ("connection_string", "connect_string"),
    ("connectstring", "connect_string"),
    ("container_name", "container"),
    ("data_source_name", "dsn"),
    ("database_name", "database"),
    ("db_name", "database"),
    ("domain_name", "domain"),
    ("folder_path", "path"),
    ("host_name", "host"),
    ("hostname", "host"),
    ("instance_name", "instance"),
    ("kafka_broker_list", "brokers"),
    ("name_node_uri", "url"),
    ("namenode_uri", "url"),
    ("packetsize", "packet_size"),
    ("port_number", "port"),
    ("region_name", "region"),
    ("schema_name", "schema"),
    ("server", "host"),
    ("server_name", "host"),
    ("servername", "host"),
    ("storage_account_name", "account"),
    ("stream_name", "stream"),
    ("topic_name", "topic"),
    ("trusted_connection", "trusted"),
    ("uid", "user"),
    ("use_trusted_connection", "trusted"),
    ("user_name", "user"),
    ("userid", "user"),
    ("username", "user"),
];

/// The name that an attribute has in the catalog: lower case with underscores, synonyms made one.
#[must_use]
pub fn canonical(name: &str) -> String {
    let snake = snake(name);
    SYNONYMS.iter().find(|(theirs, _)| *theirs == snake).map_or(snake, |(_, ours)| (*ours).to_owned())
}

/// `User Name`, `userName` and `USER-NAME` are all `user_name`.
pub(super) fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.trim().chars() {
        let is_part = c.is_alphanumeric() || c == '.';
        let begins = c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if (begins || !is_part) && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if is_part {
            out.extend(c.to_lowercase());
        }
        before = c;
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_attribute_has_one_name() {
        for written in ["User Name", "userName", "USERNAME", "user", "uid"] {
            assert_eq!(canonical(written), "user", "{written}");
        }
        for (written, ours) in
            [("Code page", "code_page"), ("Connect String", "connect_string"), ("Rollback Segment", "rollback_segment")]
        {
            assert_eq!((canonical(written).as_str(), canonical(ours).as_str()), (ours, ours), "{written}");
        }
        assert!(SYNONYMS.iter().all(|(_, ours)| canonical(ours) == *ours), "a name of ours stays");
        assert!(SYNONYMS.is_sorted());
    }
}
