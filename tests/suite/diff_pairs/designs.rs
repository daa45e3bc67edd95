//! Pairs that differ in a mapping, a mapplet, a transformation, a source or a target.

use super::pair::{Pair, pair};

const MAPPING: &str = "mapping m_orders";
const ORDERS: &str = "session wf_orders/s_m_orders";
const TAIL: &str = "session wf_orders/wl_tail/s_m_tail";

pub(super) fn pairs() -> Vec<Pair> {
    [attributes(), ports(), parts(), renamed(), tables(), whole()].into_iter().flatten().collect()
}

fn attributes() -> Vec<Pair> {
    vec![
        pair("SQL of a mapping, seen only by the session that does not override it")
            .replace("SELECT O.ORDER_ID, O.STATUS, O.AMOUNT&#xD;&#xA;  FROM SHOP.ORDERS O&#xD;&#xA; WHERE O.STATUS &lt;&gt; &apos;X Y&apos;", "SELECT ORDER_ID, STATUS, AMOUNT FROM SHOP.ORDERS")
            .own(MAPPING, &["changed mapping / transformation SQ_ORDERS | Sql Query | SELECT O.ORDER_ID, O.STATUS, O.AMOUNT FROM SHOP.ORDERS O WHERE O.STATUS <> 'X Y' -> SELECT ORDER_ID, STATUS, AMOUNT FROM SHOP.ORDERS | high"])
            .through(TAIL, &["changed session / at SQ_ORDERS | Sql Query | SELECT O.ORDER_ID, O.STATUS, O.AMOUNT FROM SHOP.ORDERS O WHERE O.STATUS <> 'X Y' (mapping) -> SELECT ORDER_ID, STATUS, AMOUNT FROM SHOP.ORDERS (mapping) | high"])
            .through(ORDERS, &[]),
        pair("white space within a literal of SQL means something")
            .replace("&apos;X Y&apos;", "&apos;XY&apos;")
            .own(MAPPING, &["changed mapping / transformation SQ_ORDERS | Sql Query | SELECT O.ORDER_ID, O.STATUS, O.AMOUNT FROM SHOP.ORDERS O WHERE O.STATUS <> 'X Y' -> SELECT O.ORDER_ID, O.STATUS, O.AMOUNT FROM SHOP.ORDERS O WHERE O.STATUS <> 'XY' | high"]),
        pair("condition of a filter")
            .replace("AMOUNT &gt; $$MIN_AMOUNT", "AMOUNT &gt;= $$MIN_AMOUNT")
            .own(MAPPING, &["changed mapping / transformation fil_active | Filter Condition | AMOUNT > $$MIN_AMOUNT -> AMOUNT >= $$MIN_AMOUNT | high"]),
        pair("tracing of a transformation")
            .replace(r#""Tracing Level" VALUE ="Terse""#, r#""Tracing Level" VALUE ="Verbose Data""#)
            .own(MAPPING, &["changed mapping / transformation fil_active | Tracing Level | Terse -> Verbose Data | medium"]),
        pair("condition of a lookup")
            .replace("STATUS_CODE = in_STATUS", "STATUS_CODE &gt;= in_STATUS")
            .own(MAPPING, &["changed mapping / transformation lkp_status | Lookup condition | STATUS_CODE = in_STATUS -> STATUS_CODE >= in_STATUS | any"]),
        pair("type of a join")
            .replace(r#""Join Type" VALUE ="Normal Join""#, r#""Join Type" VALUE ="Full Outer Join""#)
            .own(MAPPING, &["changed mapping / transformation jnr_rate | Join Type | Normal Join -> Full Outer Join | any"]),
        pair("step of a sequence")
            .replace(r#""Increment By" VALUE ="1""#, r#""Increment By" VALUE ="10""#)
            .own(MAPPING, &["changed mapping / transformation seq_key | Increment By | 1 -> 10 | any"]),
        pair("group of a router")
            .replace("EUR &gt;= 1000", "EUR &gt;= 5000")
            .own(MAPPING, &["changed mapping / transformation rtr_size / group LARGE | EXPRESSION | EUR >= 1000 -> EUR >= 5000 | any"]),
        pair("default of a mapping variable")
            .replace(r#"DATATYPE ="decimal" DEFAULTVALUE ="10""#, r#"DATATYPE ="decimal" DEFAULTVALUE ="25""#)
            .own(MAPPING, &["changed mapping / variable $$MIN_AMOUNT | DEFAULTVALUE | 10 -> 25 | any"]),
        pair("description of a mapping")
            .replace("Orders of the day in euros", "Orders in euros")
            .own(MAPPING, &["changed mapping | DESCRIPTION | Orders of the day in euros -> Orders in euros | low"]),
    ]
}

fn ports() -> Vec<Pair> {
    const EUR: &str = r#"NAME ="o_EUR" PICTURETEXT ="" PORTTYPE ="OUTPUT" PRECISION ="16" SCALE ="2""#;
    vec![
        pair("expression of a port")
            .replace("ROUND(v_RAW, 2)", "TRUNC(v_RAW, 2)")
            .own(MAPPING, &["changed mapping / transformation exp_amount / port o_EUR | EXPRESSION | ROUND(v_RAW, 2) -> TRUNC(v_RAW, 2) | any"]),
        pair("precision of a port")
            .replace(EUR, r#"NAME ="o_EUR" PICTURETEXT ="" PORTTYPE ="OUTPUT" PRECISION ="18" SCALE ="2""#)
            .own(MAPPING, &["changed mapping / transformation exp_amount / port o_EUR | PRECISION | 16 -> 18 | any"]),
        pair("datatype of a port")
            .replace(r#"DATATYPE ="decimal" DEFAULTVALUE ="ERROR("#, r#"DATATYPE ="double" DEFAULTVALUE ="ERROR("#)
            .own(MAPPING, &["changed mapping / transformation exp_amount / port o_EUR | DATATYPE | decimal -> double | any"]),
        pair("order of local variables")
            .swap(r#"NAME ="v_RAW""#, r#"NAME ="v_LAST""#)
            .own(MAPPING, &["changed mapping / transformation exp_amount | order | any"]),
        pair("expression in a mapplet")
            .replace("UPPER(STATUS)", "UPPER(RTRIM(STATUS))")
            .own("mapplet mplt_clean", &["changed mapplet / transformation exp_trim / port o_STATUS | EXPRESSION | UPPER(STATUS) -> UPPER(RTRIM(STATUS)) | any"])
            .own(MAPPING, &[]),
        pair("expression of a reusable transformation")
            .replace(r#"EXPRESSION ="$PMWorkflowName""#, r#"EXPRESSION ="$PMSessionName""#)
            .own("transformation Expression.exp_audit", &["changed transformation / port o_LOADED_BY | EXPRESSION | $PMWorkflowName -> $PMSessionName | any"])
            .own(MAPPING, &[]),
    ]
}

fn parts() -> Vec<Pair> {
    vec![
        pair("connector removed")
            .remove(r#"FROMFIELD ="EUR1""#)
            .own(MAPPING, &["removed mapping / connector rtr_size.EUR1 → DWH_LARGE.EUR | any"]),
        pair("port added")
            .add(
                r#"NAME ="STATUS_IN""#,
                r#"<TRANSFORMFIELD DATATYPE ="string" DEFAULTVALUE ="" DESCRIPTION ="" NAME ="CHANNEL" PICTURETEXT ="" PORTTYPE ="INPUT/OUTPUT" PRECISION ="9" SCALE ="0"/>"#,
            )
            .own(MAPPING, &["added mapping / transformation fil_active / port CHANNEL | any"]),
        pair("new transformation with its instance")
            .add(
                "FROMFIELD =\"ORDER_ID\" FROMINSTANCE =\"ORDERS\"",
                r#"<CONNECTOR FROMFIELD ="o_LOADED_BY" FROMINSTANCE ="exp_by" FROMINSTANCETYPE ="Expression" TOFIELD ="BY" TOINSTANCE ="exp_note" TOINSTANCETYPE ="Expression"/>"#,
            )
            .add(
                r#"<INSTANCE DESCRIPTION ="" NAME ="exp_by""#,
                r#"<INSTANCE DESCRIPTION ="" NAME ="exp_note" REUSABLE ="NO" TRANSFORMATION_NAME ="exp_note" TRANSFORMATION_TYPE ="Expression" TYPE ="TRANSFORMATION"/>"#,
            )
            .add(
                r#"NAME ="m_orders" OBJECTVERSION"#,
                r#"<TRANSFORMATION DESCRIPTION ="" NAME ="exp_note" OBJECTVERSION ="1" REUSABLE ="NO" TYPE ="Expression" VERSIONNUMBER ="1"><TRANSFORMFIELD DATATYPE ="string" DEFAULTVALUE ="" DESCRIPTION ="" NAME ="BY" PICTURETEXT ="" PORTTYPE ="INPUT" PRECISION ="80" SCALE ="0"/></TRANSFORMATION>"#,
            )
            .own(MAPPING, &[
                "added mapping / transformation exp_note | any",
                "added mapping / instance exp_note | any",
                "added mapping / connector exp_by.o_LOADED_BY → exp_note.BY | any",
            ]),
        pair("target load order")
            .replace(r#"ORDER ="1" TARGETINSTANCE ="DWH_ORDERS""#, r#"ORDER ="2" TARGETINSTANCE ="DWH_ORDERS""#)
            .replace(r#"ORDER ="2" TARGETINSTANCE ="DWH_LARGE""#, r#"ORDER ="1" TARGETINSTANCE ="DWH_LARGE""#)
            .own(MAPPING, &["changed mapping | order | high"]),
    ]
}

fn renamed() -> Vec<Pair> {
    vec![
        pair("instance renamed, its connectors follow")
            .replace(r#"NAME ="clean" REUSABLE ="YES""#, r#"NAME ="tidy" REUSABLE ="YES""#)
            .replace(r#"TOFIELD ="STATUS" TOINSTANCE ="clean""#, r#"TOFIELD ="STATUS" TOINSTANCE ="tidy""#)
            .replace(r#"FROMFIELD ="STATUS1" FROMINSTANCE ="clean""#, r#"FROMFIELD ="STATUS1" FROMINSTANCE ="tidy""#)
            .own(MAPPING, &["renamed mapping / instance tidy (was clean) | +2 | any"]),
        pair("port renamed, its connectors follow")
            .replace(r#"NAME ="ORDER_NO" PICTURETEXT"#, r#"NAME ="ORDER_NUMBER" PICTURETEXT"#)
            .replace(r#"TOFIELD ="ORDER_NO""#, r#"TOFIELD ="ORDER_NUMBER""#)
            .own(MAPPING, &["renamed mapping / transformation fil_active / port ORDER_NUMBER (was ORDER_NO) | +1 | any"]),
        pair("target instance renamed, connectors and load order follow")
            .replace(r#"NAME ="DWH_LARGE" TRANSFORMATION_NAME ="DWH_LARGE" TRANSFORMATION_TYPE ="Target Definition" TYPE ="TARGET"/>
        <CONNECTOR FROMFIELD ="ORDER_ID""#, r#"NAME ="DWH_BIG" TRANSFORMATION_NAME ="DWH_LARGE" TRANSFORMATION_TYPE ="Target Definition" TYPE ="TARGET"/>
        <CONNECTOR FROMFIELD ="ORDER_ID""#)
            .replace(r#"FROMINSTANCETYPE ="Router" TOFIELD ="EUR" TOINSTANCE ="DWH_LARGE""#, r#"FROMINSTANCETYPE ="Router" TOFIELD ="EUR" TOINSTANCE ="DWH_BIG""#)
            .replace(r#"ORDER ="2" TARGETINSTANCE ="DWH_LARGE""#, r#"ORDER ="2" TARGETINSTANCE ="DWH_BIG""#)
            .own(MAPPING, &["renamed mapping / instance DWH_BIG (was DWH_LARGE) (a guess) | +3 | any"]),
        pair("column renamed")
            .replace(r#"NAME ="SEEN_AT""#, r#"NAME ="LAST_SEEN_AT""#)
            .own("target DWH_UNUSED", &["renamed target / column LAST_SEEN_AT (was SEEN_AT) | any"]),
    ]
}

fn tables() -> Vec<Pair> {
    const CHANNEL: &str = r#"<SOURCEFIELD BUSINESSNAME ="" DATATYPE ="varchar2" DESCRIPTION ="" FIELDNUMBER ="4" FIELDPROPERTY ="0" FIELDTYPE ="ELEMITEM" HIDDEN ="NO" KEYTYPE ="NOT A KEY" LENGTH ="0" LEVEL ="0" NAME ="CHANNEL" NULLABLE ="NULL" OCCURS ="0" OFFSET ="33" PHYSICALLENGTH ="9" PHYSICALOFFSET ="30" PICTURETEXT ="" PRECISION ="9" SCALE ="0" USAGE_FLAGS =""/>"#;
    vec![
        pair("delimiter of a flat file")
            .replace(r#"DELIMITERS =",""#, r#"DELIMITERS =";""#)
            .own("source FILES.RATES", &["changed source / flat file | DELIMITERS | , -> ; | any"]),
        pair("order of the fields of a flat file")
            .replace(
                r#"FIELDNUMBER ="2" FIELDPROPERTY ="0" FIELDTYPE ="ELEMITEM" HIDDEN ="NO" KEYTYPE ="NOT A KEY" LENGTH ="3""#,
                r#"FIELDNUMBER ="3" FIELDPROPERTY ="0" FIELDTYPE ="ELEMITEM" HIDDEN ="NO" KEYTYPE ="NOT A KEY" LENGTH ="3""#,
            )
            .replace(
                r#"FIELDNUMBER ="3" FIELDPROPERTY ="0" FIELDTYPE ="ELEMITEM" HIDDEN ="NO" KEYTYPE ="NOT A KEY" LENGTH ="12""#,
                r#"FIELDNUMBER ="2" FIELDPROPERTY ="0" FIELDTYPE ="ELEMITEM" HIDDEN ="NO" KEYTYPE ="NOT A KEY" LENGTH ="12""#,
            )
            .own("source FILES.RATES", &["changed source | order | any"]),
        pair("column added at the end")
            .add(r#"NAME ="AMOUNT" NULLABLE"#, CHANNEL)
            .own("source OLTP.ORDERS", &["added source / column CHANNEL | any"]),
        pair("column added in the middle, the next one moves on")
            .replace(r#"FIELDNUMBER ="3" KEYTYPE ="NOT A KEY" NAME ="EUR""#, r#"FIELDNUMBER ="4" KEYTYPE ="NOT A KEY" NAME ="EUR""#)
            .add(
                r#"FIELDNUMBER ="2" KEYTYPE ="NOT A KEY" NAME ="STATUS""#,
                r#"<TARGETFIELD BUSINESSNAME ="" DATATYPE ="date" DESCRIPTION ="" FIELDNUMBER ="3" KEYTYPE ="NOT A KEY" NAME ="LOADED_AT" NULLABLE ="NULL" PICTURETEXT ="" PRECISION ="19" SCALE ="0"/>"#,
            )
            .own("target DWH_ORDERS", &["added target / column LOADED_AT | any"]),
        pair("key of a target")
            .replace(r#"KEYTYPE ="PRIMARY KEY" NAME ="ORDER_KEY""#, r#"KEYTYPE ="NOT A KEY" NAME ="ORDER_KEY""#)
            .own("target DWH_ORDERS", &["changed target / column ORDER_KEY | KEYTYPE | PRIMARY KEY -> NOT A KEY | any"]),
    ]
}

fn whole() -> Vec<Pair> {
    vec![
        pair("target removed")
            .cut(r#"NAME ="DWH_UNUSED""#, r#"NAME ="SEEN_AT""#)
            .replace("    </TARGET>\n    </TARGET>\n", "    </TARGET>\n")
            .lists(&["removed target DWH_UNUSED"]),
        pair("mapping added")
            .add(r#"<ATTRIBUTE NAME ="On Pre-session command task error""#, r#"    </CONFIG><MAPPING DESCRIPTION ="" ISVALID ="YES" NAME ="m_new" OBJECTVERSION ="1" VERSIONNUMBER ="1"><ERPINFO/></MAPPING>"#)
            .replace("</MAPPING>\n    </CONFIG>\n", "</MAPPING>\n")
            .lists(&["added mapping m_new"]),
    ]
}
