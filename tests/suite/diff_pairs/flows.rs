//! Pairs that differ in a workflow, a worklet or a task of one.

use super::pair::{Pair, pair};

const WORKFLOW: &str = "workflow wf_orders";

pub(super) fn pairs() -> Vec<Pair> {
    [workflow(), instances(), tasks(), renamed()].into_iter().flatten().collect()
}

fn workflow() -> Vec<Pair> {
    vec![
        pair("schedule")
            .replace(r#"SCHEDULETYPE ="ONDEMAND""#, r#"SCHEDULETYPE ="CONTINUOUS""#)
            .own(WORKFLOW, &["changed workflow / scheduler Scheduler / schedule | SCHEDULETYPE | ONDEMAND -> CONTINUOUS | high"]),
        pair("condition of a link")
            .replace(r#"CONDITION ="$s_m_orders.Status = SUCCEEDED""#, r#"CONDITION ="$s_m_orders.Status != FAILED""#)
            .own(WORKFLOW, &["changed workflow / link s_m_orders → dec_loaded | CONDITION | $s_m_orders.Status = SUCCEEDED -> $s_m_orders.Status != FAILED | any"]),
        pair("link removed")
            .remove(r#"FROMTASK ="cmd_archive" TOTASK ="eml_done""#)
            .own(WORKFLOW, &["removed workflow / link cmd_archive → eml_done | any"]),
        pair("default of a workflow variable")
            .replace(r#"DEFAULTVALUE ="today""#, r#"DEFAULTVALUE ="yesterday""#)
            .own(WORKFLOW, &["changed workflow / variable $$RUN_DATE | DEFAULTVALUE | today -> yesterday | any"]),
        pair("parameter file of a workflow")
            .replace("$PMRootDir/wf_orders.par", "$PMRootDir/wf_orders_test.par")
            .own(WORKFLOW, &["changed workflow | Parameter Filename | $PMRootDir/wf_orders.par -> $PMRootDir/wf_orders_test.par | any"]),
        pair("default of a worklet variable is the worklet's")
            .replace(r#"DATATYPE ="integer" DEFAULTVALUE ="3""#, r#"DATATYPE ="integer" DEFAULTVALUE ="5""#)
            .own("worklet wf_orders/wl_tail", &["changed worklet / variable $$TRIES | DEFAULTVALUE | 3 -> 5 | any"])
            .through(WORKFLOW, &["changed workflow / worklet wl_tail / variable $$TRIES | DEFAULTVALUE | 3 -> 5 | any"]),
    ]
}

fn instances() -> Vec<Pair> {
    const DECISION: &str = r#"ISENABLED ="YES" NAME ="dec_loaded""#;
    const LARGE: &str = r#"FAIL_PARENT_IF_INSTANCE_FAILS ="YES" ISENABLED ="YES" NAME ="s_m_large""#;
    vec![
        pair("task disabled")
            .replace(DECISION, r#"ISENABLED ="NO" NAME ="dec_loaded""#)
            .own(WORKFLOW, &["changed workflow / task instance dec_loaded | ISENABLED | YES -> NO | high"]),
        pair("parent fails no more")
            .replace(LARGE, r#"FAIL_PARENT_IF_INSTANCE_FAILS ="NO" ISENABLED ="YES" NAME ="s_m_large""#)
            .own(
                WORKFLOW,
                &["changed workflow / task instance s_m_large | FAIL_PARENT_IF_INSTANCE_FAILS | YES -> NO | any"],
            ),
    ]
}

fn tasks() -> Vec<Pair> {
    vec![
        pair("recipient of an e-mail")
            .replace("dwh-team@acme.example", "dwh-night@acme.example")
            .own("task wf_orders/eml_done", &["changed task | Email User Name | dwh-team@acme.example -> dwh-night@acme.example | any"])
            .through(WORKFLOW, &["changed workflow / task eml_done | Email User Name | dwh-team@acme.example -> dwh-night@acme.example | any"]),
        pair("decision")
            .replace("$s_m_orders.TgtSuccessRows &gt; 0", "$s_m_orders.TgtSuccessRows &gt; 100")
            .own("task wf_orders/dec_loaded", &["changed task | Decision Name | $s_m_orders.TgtSuccessRows > 0 -> $s_m_orders.TgtSuccessRows > 100 | any"]),
        pair("command removed from a task")
            .remove(r#"NAME ="move" REVERSEASSIGNMENT"#)
            .own("task wf_orders/cmd_archive", &["removed task / command move | +1 | any"]),
    ]
}

fn renamed() -> Vec<Pair> {
    vec![
        pair("session renamed, its task instance and link follow")
            .replace(r#"MAPPINGNAME ="m_orders" NAME ="s_m_tail""#, r#"MAPPINGNAME ="m_orders" NAME ="s_m_tail_daily""#)
            .replace(
                r#"NAME ="s_m_tail" REUSABLE ="NO" TASKNAME ="s_m_tail""#,
                r#"NAME ="s_m_tail_daily" REUSABLE ="NO" TASKNAME ="s_m_tail_daily""#,
            )
            .replace(r#"TOTASK ="s_m_tail""#, r#"TOTASK ="s_m_tail_daily""#)
            .through(
                "worklet wf_orders/wl_tail",
                &["renamed worklet / session s_m_tail_daily (was s_m_tail) | +any | any"],
            )
            .through(
                WORKFLOW,
                &["renamed workflow / worklet wl_tail / session s_m_tail_daily (was s_m_tail) | +any | any"],
            )
            .lists(&[
                "changed worklet wf_orders/wl_tail",
                "renamed session wf_orders/wl_tail/s_m_tail_daily (was wf_orders/wl_tail/s_m_tail)",
            ]),
    ]
}
