//! Pairs that differ in a session: its own settings, what it lays over configuration and mapping, its connections, partitions
//! and commands.

use super::pair::{Pair, pair};

const ORDERS: &str = "session wf_orders/s_m_orders";
const TAIL: &str = "session wf_orders/wl_tail/s_m_tail";
const LARGE: &str = "session s_m_large";
const LARGE_PLACED: &str = "session wf_orders/s_m_large";

pub(super) fn pairs() -> Vec<Pair> {
    [settings(), layers(), overrides(), connections(), files_and_targets(), partitions(), commands()]
        .into_iter()
        .flatten()
        .collect()
}

fn settings() -> Vec<Pair> {
    vec![
        pair("commit interval")
            .replace(r#""Commit Interval" VALUE ="10000""#, r#""Commit Interval" VALUE ="5000""#)
            .own(ORDERS, &["changed session | Commit Interval | 10000 (session) -> 5000 (session) | medium"])
            .through("workflow wf_orders", &["changed workflow / session s_m_orders | Commit Interval | 10000 -> 5000 | medium"]),
        pair("commit type")
            .replace(r#""Commit Type" VALUE ="Target""#, r#""Commit Type" VALUE ="Source""#)
            .own(ORDERS, &["changed session | Commit Type | Target (session) -> Source (session) | high"]),
        pair("treat source rows as")
            .replace(r#""Treat source rows as" VALUE ="Insert""#, r#""Treat source rows as" VALUE ="Update""#)
            .own(ORDERS, &["changed session | Treat source rows as | Insert (session) -> Update (session) | high"]),
        pair("pushdown")
            .replace(r#""Pushdown Optimization" VALUE ="None""#, r#""Pushdown Optimization" VALUE ="To Source""#)
            .own(ORDERS, &["changed session | Pushdown Optimization | None (session) -> To Source (session) | medium"]),
        pair("recovery strategy")
            .replace(
                r#""Recovery Strategy" VALUE ="Fail task and continue workflow""#,
                r#""Recovery Strategy" VALUE ="Resume from last checkpoint""#,
            )
            .own(ORDERS, &["changed session | Recovery Strategy | Fail task and continue workflow (session) -> Resume from last checkpoint (session) | medium"]),
        pair("parameter file of a session")
            .replace("$PMRootDir/orders.par", "$PMRootDir/orders_test.par")
            .own(ORDERS, &["changed session | Parameter Filename | $PMRootDir/orders.par (session) -> $PMRootDir/orders_test.par (session) | any"]),
        pair("a session in a worklet is told with the worklet and the workflow that is asked for")
            .replace(r#""Commit Interval" VALUE ="2000""#, r#""Commit Interval" VALUE ="3000""#)
            .own(TAIL, &["changed session | Commit Interval | 2000 (session) -> 3000 (session) | medium"])
            .through("worklet wf_orders/wl_tail", &["changed worklet / session s_m_tail | Commit Interval | 2000 -> 3000 | medium"])
            .through("workflow wf_orders", &["changed workflow / worklet wl_tail / session s_m_tail | Commit Interval | 2000 -> 3000 | medium"]),
        pair("a reusable session, as it stands and where it runs")
            .replace(r#""Commit Interval" VALUE ="30000""#, r#""Commit Interval" VALUE ="40000""#)
            .own(LARGE, &["changed session | Commit Interval | 30000 (session) -> 40000 (session) | medium"])
            .through(LARGE_PLACED, &["changed session | Commit Interval | 30000 (session) -> 40000 (session) | medium"])
            .own("workflow wf_orders", &[]),
        pair("metadata extension")
            .replace(r#"VALUE ="BI Core""#, r#"VALUE ="Finance""#)
            .own(ORDERS, &["changed session / metadata extension Owner | VALUE | BI Core -> Finance | low"]),
        pair("description of a session")
            .replace("Stands alone, runs in the workflow", "Stands alone")
            .own(LARGE, &["changed session | DESCRIPTION | Stands alone, runs in the workflow -> Stands alone | low"]),
        pair("mapping of a session, as stored")
            .replace(r#"MAPPINGNAME ="m_orders" NAME ="s_m_tail""#, r#"MAPPINGNAME ="m_large" NAME ="s_m_tail""#)
            .raw(TAIL, &["changed session | MAPPINGNAME | m_orders -> m_large | any"])
            .lists(&["changed session wf_orders/wl_tail/s_m_tail"]),
    ]
}

fn layers() -> Vec<Pair> {
    vec![
        pair("a session overrides its configuration otherwise")
            .replace(r#""Stop on errors" VALUE ="1""#, r#""Stop on errors" VALUE ="100""#)
            .own(ORDERS, &["changed session | Stop on errors | 1 (session) -> 100 (session) | high"]),
        pair("override of the configuration removed")
            .remove(r#""Stop on errors" VALUE ="1""#)
            .own(ORDERS, &["changed session | Stop on errors | 1 (session) -> 0 (config) | high"]),
        pair("override of the configuration added")
            .add(r#""Stop on errors" VALUE ="1""#, r#"<ATTRIBUTE NAME ="Override tracing" VALUE ="Verbose Data"/>"#)
            .own(ORDERS, &["changed session | Override tracing | None (config) -> Verbose Data (session) | medium"]),
        pair("a configuration that sessions follow")
            .replace(r#""Save session log for these runs" VALUE ="3""#, r#""Save session log for these runs" VALUE ="9""#)
            .own("config default_session_config", &["changed config | Save session log for these runs | 3 -> 9 | low"])
            .through(ORDERS, &["changed session | Save session log for these runs | 3 (config) -> 9 (config) | low"])
            .through(TAIL, &["changed session | Save session log for these runs | 3 (config) -> 9 (config) | low"]),
        pair("a configuration that a session overrides is no change of that session")
            .replace(r#""Stop on errors" VALUE ="0""#, r#""Stop on errors" VALUE ="7""#)
            .own("config default_session_config", &["changed config | Stop on errors | 0 -> 7 | medium"])
            .through(ORDERS, &[])
            .through(TAIL, &["changed session | Stop on errors | 0 (config) -> 7 (config) | medium"]),
        pair("attribute at its default made explicit")
            .add(r#""Commit Interval" VALUE ="10000""#, r#"<ATTRIBUTE NAME ="Enable Test Load" VALUE ="NO"/>"#)
            .own(ORDERS, &["restated session | Enable Test Load | NO (default) -> NO (session) | low"])
            .raw(ORDERS, &["added session | Enable Test Load | - -> NO | low"]),
        pair("attribute as its configuration has it made explicit")
            .add(r#""Stop on errors" VALUE ="1""#, r#"<ATTRIBUTE NAME ="Save session log by" VALUE ="Session runs"/>"#)
            .own(ORDERS, &["restated session | Save session log by | Session runs (config) -> Session runs (session) | low"]),
        pair("override added at a task instance")
            .add(r#"VALUE ="s_m_large_orders.log""#, r#"<ATTRIBUTE NAME ="Commit Interval" VALUE ="500"/>"#)
            .own("workflow wf_orders", &["added workflow / task instance s_m_large | Commit Interval | - -> 500 | medium"])
            .through(LARGE_PLACED, &["changed session | Commit Interval | 30000 (session) -> 500 (task instance) | medium"])
            .through(LARGE, &["changed session | Commit Interval | 30000 (session) -> 500 (task instance) | medium"]),
        pair("override removed at a task instance")
            .remove(r#"VALUE ="s_m_large_orders.log""#)
            .own("workflow wf_orders", &["removed workflow / task instance s_m_large | Session Log File Name | s_m_large_orders.log -> - | low"])
            .through(LARGE_PLACED, &["changed session | Session Log File Name | s_m_large_orders.log (task instance) -> s_m_large.log (session) | low"]),
    ]
}

fn overrides() -> Vec<Pair> {
    const SQL: &str = "SELECT ORDER_ID, STATUS, AMOUNT FROM SHOP.ORDERS WHERE AMOUNT &gt; 0";
    vec![
        pair("override emptied")
            .replace(SQL, "")
            .own(ORDERS, &["changed session / at SQ_ORDERS | Sql Query | SELECT ORDER_ID, STATUS, AMOUNT FROM SHOP.ORDERS WHERE AMOUNT > 0 (session) -> '' (session) | high"]),
        pair("override removed")
            .remove(SQL)
            .own(ORDERS, &["changed session / at SQ_ORDERS | Sql Query | SELECT ORDER_ID, STATUS, AMOUNT FROM SHOP.ORDERS WHERE AMOUNT > 0 (session) -> SELECT O.ORDER_ID, O.STATUS, O.AMOUNT FROM SHOP.ORDERS O WHERE O.STATUS <> 'X Y' (mapping) | high"]),
        pair("SQL of an override")
            .replace("WHERE AMOUNT &gt; 0", "WHERE AMOUNT &gt;= 0")
            .own(ORDERS, &["changed session / at SQ_ORDERS | Sql Query | SELECT ORDER_ID, STATUS, AMOUNT FROM SHOP.ORDERS WHERE AMOUNT > 0 (session) -> SELECT ORDER_ID, STATUS, AMOUNT FROM SHOP.ORDERS WHERE AMOUNT >= 0 (session) | high"]),
        pair("another override removed")
            .remove(r#""Select Distinct" VALUE ="YES""#)
            .own(ORDERS, &["changed session / at SQ_ORDERS | Select Distinct | YES (session) -> NO (mapping) | any"]),
    ]
}

fn connections() -> Vec<Pair> {
    vec![
        pair("connection by variable, then by name")
            .replace(
                r#"CONNECTIONNAME ="" CONNECTIONNUMBER ="1" CONNECTIONSUBTYPE ="" CONNECTIONTYPE ="Relational" VARIABLE ="$DBConnection_OLTP""#,
                r#"CONNECTIONNAME ="OLTP_PRD" CONNECTIONNUMBER ="1" CONNECTIONSUBTYPE ="" CONNECTIONTYPE ="Relational" VARIABLE ="""#,
            )
            .own(ORDERS, &[
                "changed session / reader SQ_ORDERS / connection | CONNECTIONNAME | '' (session) -> OLTP_PRD (session) | high",
                "changed session / reader SQ_ORDERS / connection | VARIABLE | $DBConnection_OLTP (session) -> '' (session) | high",
            ]),
        pair("connection of one partition")
            .replace(r#"CONNECTIONNAME ="DWH_PRD_2""#, r#"CONNECTIONNAME ="DWH_TEST""#)
            .own(ORDERS, &["changed session / writer DWH_ORDERS / connection #2 | CONNECTIONNAME | DWH_PRD_2 (session) -> DWH_TEST (session) | high"]),
        pair("connection type")
            .replace(
                r#"CONNECTIONNAME ="DWH_TAIL" CONNECTIONNUMBER ="1" CONNECTIONSUBTYPE ="Oracle""#,
                r#"CONNECTIONNAME ="DWH_TAIL" CONNECTIONNUMBER ="1" CONNECTIONSUBTYPE ="Microsoft SQL Server""#,
            )
            .own(TAIL, &["changed session / writer DWH_ORDERS / connection | CONNECTIONSUBTYPE | Oracle (session) -> Microsoft SQL Server (session) | high"]),
        pair("variable of a lookup's connection")
            .replace("$DBConnection_LKP", "$DBConnection_REF")
            .own(ORDERS, &["changed session / lookup lkp_status / connection | VARIABLE | $DBConnection_LKP (session) -> $DBConnection_REF (session) | high"]),
        pair("target connection value")
            .replace("Relational:DWH_PRD\"", "Relational:DWH_TEST\"")
            .own(ORDERS, &["changed session | $Target connection value | Relational:DWH_PRD (session) -> Relational:DWH_TEST (session) | high"]),
    ]
}

fn files_and_targets() -> Vec<Pair> {
    vec![
        pair("truncate")
            .replace(r#""Truncate target table option" VALUE ="NO""#, r#""Truncate target table option" VALUE ="YES""#)
            .own(ORDERS, &["changed session / writer DWH_ORDERS | Truncate target table option | NO (session) -> YES (session) | high"]),
        pair("load type of a target")
            .replace(r#""Target load type" VALUE ="Normal""#, r#""Target load type" VALUE ="Bulk""#)
            .own(ORDERS, &["changed session / writer DWH_ORDERS | Target load type | Normal (session) -> Bulk (session) | any"]),
        pair("file of a reader")
            .replace(r#""Source filename" VALUE ="rates.csv""#, r#""Source filename" VALUE ="rates_all.csv""#)
            .own(ORDERS, &["changed session / reader SQ_RATES | Source filename | rates.csv (session) -> rates_all.csv (session) | any"]),
    ]
}

fn partitions() -> Vec<Pair> {
    vec![
        pair("partition added")
            .add(r#"DESCRIPTION ="odd""#, r#"<PARTITION DESCRIPTION ="rest" NAME ="Partition #3"/>"#)
            .own(ORDERS, &["added session / at SQ_ORDERS / partition Partition #3 | medium"]),
        pair("partition removed")
            .remove(r#"DESCRIPTION ="second writer""#)
            .own(ORDERS, &["removed session / at DWH_ORDERS / partition Partition #2 | medium"]),
        pair("attribute of a partition")
            .replace("MOD(ORDER_ID, 2) = 1", "MOD(ORDER_ID, 2) &lt;&gt; 0")
            .own(ORDERS, &["changed session / at SQ_ORDERS | Source Filter (Partition #2) | MOD(ORDER_ID, 2) = 1 (session) -> MOD(ORDER_ID, 2) <> 0 (session) | high"]),
        pair("type of a partition point")
            .replace(r#"PARTITIONTYPE ="KEY RANGE""#, r#"PARTITIONTYPE ="PASS THROUGH""#)
            .own(ORDERS, &["changed session / at SQ_ORDERS | PARTITIONTYPE | KEY RANGE -> PASS THROUGH | medium"]),
        pair("file of rejects of a partition")
            .replace("dwh_orders2.bad", "dwh_orders_2.bad")
            .own(ORDERS, &["changed session / writer DWH_ORDERS | Reject filename (Partition #2) | dwh_orders2.bad (session) -> dwh_orders_2.bad (session) | any"]),
    ]
}

fn commands() -> Vec<Pair> {
    vec![
        pair("command before the session")
            .replace("test -s $PMSourceFileDir/rates.csv", "test -r $PMSourceFileDir/rates.csv")
            .own(ORDERS, &["changed session / component Pre-session command / command check | VALUE | test -s $PMSourceFileDir/rates.csv -> test -r $PMSourceFileDir/rates.csv | any"]),
        pair("command after the session removed")
            .cut(
                r#"SESSIONCOMPONENT REFOBJECTNAME ="post_session_failure_command""#,
                r#"VALUE ="/opt/acme/bin/page.sh orders"/>"#,
            )
            .replace("                </TASK>\n            </SESSIONCOMPONENT>\n            <SESSIONEXTENSION", "            <SESSIONEXTENSION")
            .own(ORDERS, &["removed session / component Post-session failure command | any"]),
        pair("reusable command")
            .replace("notify.sh loaded", "notify.sh orders")
            .own("task cmd_notify", &["changed task / command notify | VALUE | /opt/acme/bin/notify.sh loaded -> /opt/acme/bin/notify.sh orders | any"]),
    ]
}
