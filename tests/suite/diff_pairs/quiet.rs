//! Pairs in which nothing differs that means anything.

use super::pair::{Pair, pair};

const ORDERS: &str = "session wf_orders/s_m_orders";
const MAPPING: &str = "mapping m_orders";
const WORKFLOW: &str = "workflow wf_orders";

pub(super) fn pairs() -> Vec<Pair> {
    [moved(), noise()].into_iter().flatten().collect()
}

fn moved() -> Vec<Pair> {
    vec![
        pair("ports moved")
            .swap(r#"NAME ="ORDER_NO" PICTURETEXT"#, r#"NAME ="STATUS_IN" PICTURETEXT"#)
            .own(MAPPING, &[])
            .through(ORDERS, &[]),
        pair("attributes moved")
            .swap(r#""Treat source rows as""#, r#""Pushdown Optimization""#)
            .own(ORDERS, &[]),
        pair("connectors moved")
            .swap(r#"FROMFIELD ="EUR1""#, r#"FROMFIELD ="EUR2""#)
            .own(MAPPING, &[]),
        pair("task instances and links moved")
            .swap(r#"NAME ="eml_done" REUSABLE ="NO" TASKNAME"#, r#"NAME ="wl_tail" REUSABLE ="NO" TASKNAME"#)
            .swap(r#"FROMTASK ="dec_loaded""#, r#"FROMTASK ="wl_tail""#)
            .own(WORKFLOW, &[])
            .own("session wf_orders/wl_tail/s_m_tail", &[]),
        pair("partitions and their attributes moved")
            .swap(r#"DESCRIPTION ="even""#, r#"DESCRIPTION ="odd""#)
            .swap("MOD(ORDER_ID, 2) = 0", "MOD(ORDER_ID, 2) = 1")
            .own(ORDERS, &[]),
        pair("a session moved within its workflow")
            .cut(r#"<TASK DESCRIPTION ="" NAME ="eml_done""#, r#"VALUE ="%l rows""#)
            .replace("        </TASK>\n        </TASK>\n", "        </TASK>\n")
            .add(
                r#"VENDORNAME ="INFORMATICA""#,
                r#"        </SESSION><TASK DESCRIPTION ="" NAME ="eml_done" REUSABLE ="NO" TYPE ="Email" VERSIONNUMBER ="1"><ATTRIBUTE NAME ="Email User Name" VALUE ="dwh-team@acme.example"/><ATTRIBUTE NAME ="Email Subject" VALUE ="Orders are in"/><ATTRIBUTE NAME ="Email Text" VALUE ="%l rows"/></TASK>"#,
            )
            .replace("</TASK>\n        </SESSION>\n", "</TASK>\n")
            .own(WORKFLOW, &[])
            .own(ORDERS, &[])
            .own("task wf_orders/eml_done", &[]),
    ]
}

fn noise() -> Vec<Pair> {
    vec![
        pair("dates and identities of the export")
            .replace(r#"CREATION_DATE="06/04/2024 08:55:31""#, r#"CREATION_DATE="06/05/2024 09:00:00""#)
            .replace("c40f9d13-2a8e-4e67-b1d4-6f0b7a925e38", "0d9f1a77-5b0e-4b52-9a86-1f0b7a925e38")
            .own(ORDERS, &[])
            .own(MAPPING, &[])
            .own("folder", &[]),
        pair("version of a session")
            .replace(r#"SORTORDER ="Binary" VERSIONNUMBER ="7""#, r#"SORTORDER ="Binary" VERSIONNUMBER ="8""#)
            .noise(ORDERS)
            .own(WORKFLOW, &[]),
        pair("version of a mapping")
            .replace(r#"OBJECTVERSION ="1" VERSIONNUMBER ="4""#, r#"OBJECTVERSION ="2" VERSIONNUMBER ="5""#)
            .noise(MAPPING)
            .through(ORDERS, &[]),
        pair("SQL laid out anew")
            .replace(
                "O.AMOUNT&#xD;&#xA;  FROM SHOP.ORDERS O&#xD;&#xA; WHERE",
                "O.AMOUNT FROM SHOP.ORDERS O&#xD;&#xA;WHERE",
            )
            .noise(MAPPING)
            .through("session wf_orders/wl_tail/s_m_tail", &[]),
    ]
}
