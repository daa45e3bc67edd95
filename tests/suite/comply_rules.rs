//! Rules of `comply` about sessions, workflows and tasks: each fires where it should and is quiet where it should be.

use super::comply_cases::{BASE, Case, Given, case, catalog, export, found, look, of, tried, try_all};
use super::house::corpus;
use super::shelf::Shelf;
use catalog::answer::comply::finds::Finds;
use catalog::answer::comply::whole::Whole;
use catalog::model::classification::Classification;
use catalog::model::comply;
use catalog::model::rulebook::{Rulebook, Section, Setting};
use std::collections::{BTreeMap, BTreeSet};

/// Tables of cases: every rule has to stand in one of them.
const TABLES: &[&[Case]] = &[CASES, super::comply_rules_whole::CASES, super::comply_rules_whole::whole::CASES];

/// The base repository as it stands.
const QUIET: Given = export(&[]);

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    case("SEC02", "Override tracing", export(&[(r#"<ATTRIBUTE NAME="Override tracing" VALUE="None"/>"#, r#"<ATTRIBUTE NAME="Override tracing" VALUE="Verbose Data"/>"#)]), QUIET),
    case("SEC02", "Tracing Level of EXP_CLEAN", export(&[(r#"TRANSFORMATIONTYPE="Expression" ISREPARTITIONPOINT="NO" PIPELINE="1" STAGE="2"/>"#, r#"TRANSFORMATIONTYPE="Expression" ISREPARTITIONPOINT="NO" PIPELINE="1" STAGE="2"><ATTRIBUTE NAME="Tracing Level" VALUE="Verbose Data"/></SESSTRANSFORMATIONINST>"#)]), export(&[(r#"TRANSFORMATIONTYPE="Expression" ISREPARTITIONPOINT="NO" PIPELINE="1" STAGE="2"/>"#, r#"TRANSFORMATIONTYPE="Expression" ISREPARTITIONPOINT="NO" PIPELINE="1" STAGE="2"><ATTRIBUTE NAME="Tracing Level" VALUE="Verbose Data"/></SESSTRANSFORMATIONINST>"#), (r#"<ATTRIBUTE NAME="Override tracing" VALUE="None"/>"#, r#"<ATTRIBUTE NAME="Override tracing" VALUE="Normal"/>"#)])),
    case("SEC03", "Error Log Type", export(&[(r#""Error Log Type" VALUE="None""#, r#""Error Log Type" VALUE="Flat File""#)]), QUIET),
    case("SEC03", "Log Source Row Data", export(&[(r#""Log Source Row Data" VALUE="NO""#, r#""Log Source Row Data" VALUE="YES""#)]), QUIET),
    case("SEC04", "Override tracing", export(&[(r#"<ATTRIBUTE NAME="Override tracing" VALUE="None"/>"#, r#"<ATTRIBUTE NAME="Override tracing" VALUE="Verbose Initialization"/>"#)]), export(&[(r#"<ATTRIBUTE NAME="Override tracing" VALUE="None"/>"#, r#"<ATTRIBUTE NAME="Override tracing" VALUE="Normal"/>"#)])),
    case("AUD22", "Override tracing", export(&[(r#"<ATTRIBUTE NAME="Override tracing" VALUE="None"/>"#, r#"<ATTRIBUTE NAME="Override tracing" VALUE="Terse"/>"#)]), QUIET),
    case("AUD22", "Tracing Level of EXP_CLEAN", export(&[(r#"TRANSFORMATIONTYPE="Expression" ISREPARTITIONPOINT="NO" PIPELINE="1" STAGE="2"/>"#, r#"TRANSFORMATIONTYPE="Expression" ISREPARTITIONPOINT="NO" PIPELINE="1" STAGE="2"><ATTRIBUTE NAME="Tracing Level" VALUE="Terse"/></SESSTRANSFORMATIONINST>"#)]), export(&[(r#"TRANSFORMATIONTYPE="Expression" ISREPARTITIONPOINT="NO" PIPELINE="1" STAGE="2"/>"#, r#"TRANSFORMATIONTYPE="Expression" ISREPARTITIONPOINT="NO" PIPELINE="1" STAGE="2"><ATTRIBUTE NAME="Tracing Level" VALUE="Terse"/></SESSTRANSFORMATIONINST>"#), (r#"<ATTRIBUTE NAME="Override tracing" VALUE="None"/>"#, r#"<ATTRIBUTE NAME="Override tracing" VALUE="Normal"/>"#)])),
    case("SEC05", "Pre-session command", export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Pre-session command" REFOBJECTNAME="c" REUSABLE="NO">
<TASK NAME="c" TYPE="Command" REUSABLE="NO"><VALUEPAIR EXECORDER="1" NAME="one" VALUE="ls"/><ATTRIBUTE NAME="Fail task if any command fails" VALUE="YES"/></TASK></SESSIONCOMPONENT><SESSIONCOMPONENT TYPE="Failure Email""#)]), export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Pre-session variable assignment" REFOBJECTNAME="p" REUSABLE="NO"><TASK NAME="p" TYPE="Command" REUSABLE="NO"><ATTRIBUTE NAME="Fail task if any command fails" VALUE="NO"/></TASK></SESSIONCOMPONENT><SESSIONCOMPONENT TYPE="Failure Email""#)])),
    case("SEC05", "Post-session success command", export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Post-session success command" REFOBJECTNAME="cmd_archive" REUSABLE="YES"/><SESSIONCOMPONENT TYPE="Failure Email""#)]), QUIET),
    case("SEC05", "Command of T_FILE", export(&[(r#"<ATTRIBUTE NAME="Output Type" VALUE="File"/>"#, r#"<ATTRIBUTE NAME="Output Type" VALUE="Command"/><ATTRIBUTE NAME="Command" VALUE="cat a"/>"#)]), export(&[(r#"<ATTRIBUTE NAME="Output Type" VALUE="File"/>"#, r#"<ATTRIBUTE NAME="Output Type" VALUE="File"/><ATTRIBUTE NAME="Command" VALUE="cat a"/>"#)])),
    case("SEC06", "cmd_notify, notify", export(&[(r#"VALUE="$PMRootDir/bin/notify.sh orders""#, r#"VALUE="rm -rf $PMTargetFileDir""#)]), export(&[(r#"VALUE="$PMRootDir/bin/notify.sh orders""#, r#"VALUE="rm -f $PMTargetFileDir/orders.csv""#)])),
    case("SEC06", "Post-session success command, one", export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Post-session success command" REFOBJECTNAME="c" REUSABLE="NO">
<TASK NAME="c" TYPE="Command" REUSABLE="NO"><VALUEPAIR EXECORDER="1" NAME="one" VALUE="chmod 777 x"/><ATTRIBUTE NAME="Fail task if any command fails" VALUE="YES"/></TASK></SESSIONCOMPONENT><SESSIONCOMPONENT TYPE="Failure Email""#)]), export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Post-session success command" REFOBJECTNAME="c" REUSABLE="NO">
<TASK NAME="c" TYPE="Command" REUSABLE="NO"><VALUEPAIR EXECORDER="1" NAME="one" VALUE="chmod 640 x"/><ATTRIBUTE NAME="Fail task if any command fails" VALUE="YES"/></TASK></SESSIONCOMPONENT><SESSIONCOMPONENT TYPE="Failure Email""#)])),
    case("SEC06", "archive", export(&[(r#"VALUE="mv $PMTargetFileDir/orders.csv"#, r#"VALUE="sudo mv $PMTargetFileDir/orders.csv"#)]), QUIET),
    case("SEC06", "cmd_notify, notify", Given { parameters: &[("$$CLEAN", "rm -r /data")], ..export(&[(r#"VALUE="$PMRootDir/bin/notify.sh orders""#, r#"VALUE="$$CLEAN""#)]) }, Given { parameters: &[("$$CLEAN", "ls")], ..export(&[(r#"VALUE="$PMRootDir/bin/notify.sh orders""#, r#"VALUE="$$CLEAN""#)]) }),
    case("SEC07", "Pre SQL of SQ_ORDERS", export(&[(r#""Pre SQL" VALUE="""#, r#""Pre SQL" VALUE="TRUNCATE TABLE x""#)]), export(&[(r#""Pre SQL" VALUE="""#, r#""Pre SQL" VALUE="DELETE FROM x WHERE d = 1""#)])),
    case("SEC07", "Pre SQL of SQ_ORDERS", Given { parameters: &[("$$PRE", "drop table x")], ..export(&[(r#""Pre SQL" VALUE="""#, r#""Pre SQL" VALUE="$$PRE""#)]) }, Given { parameters: &[("$$PRE", "select 1 from x")], ..export(&[(r#""Pre SQL" VALUE="""#, r#""Pre SQL" VALUE="$$PRE""#)]) }),
    case("SEC08", "connections", export(&[(r#"CONNECTIONNAME="" VARIABLE="$DBConnectionShop""#, r#"CONNECTIONNAME="C_SHOP" VARIABLE="""#)]), QUIET),
    case("SEC08", "connections", export(&[(r#""$Target connection value" VALUE="$DBConnectionDwh""#, r#""$Target connection value" VALUE="Relational:C_DWH""#)]), QUIET),
    case("SEC12", "Output file directory of T_FILE", export(&[(r#""Output file directory" VALUE="$PMTargetFileDir\""#, r#""Output file directory" VALUE="/data/out""#)]), export(&[(r#""Output file directory" VALUE="$PMTargetFileDir\""#, r#""Output file directory" VALUE="$Param_Out/orders""#)])),
    case("SEC12", "Output file directory of T_FILE", Given { parameters: &[("$Param_Out", "/tmp/in")], ..export(&[(r#""Output file directory" VALUE="$PMTargetFileDir\""#, r#""Output file directory" VALUE="$Param_Out/x""#)]) }, Given { parameters: &[("$Param_Out", "/data/in")], ..export(&[(r#""Output file directory" VALUE="$PMTargetFileDir\""#, r#""Output file directory" VALUE="$Param_Out/x""#)]) }),
    case("SEC13", "Connection of T_FILE", export(&[(r#"CNXREFNAME="Connection" CONNECTIONTYPE="" CONNECTIONSUBTYPE="" CONNECTIONNAME="" VARIABLE="""#, r#"CNXREFNAME="Connection" CONNECTIONTYPE="FTP" CONNECTIONSUBTYPE="" CONNECTIONNAME="" VARIABLE="$FTPConnectionPartner""#)]), QUIET),
    case("SEC14", "Parameter Filename", export(&[(r#"VALUE="$PMRootDir/parameters/wf_orders.par""#, r#"VALUE="/home/joe/wf.par""#)]), QUIET),
    case("SEC14", "Parameter Filename", Given { parameters: &[("$$FILE", "/home/joe/wf.par")], ..export(&[(r#"VALUE="$PMRootDir/parameters/wf_orders.par""#, r#"VALUE="$$FILE""#)]) }, Given { values: &[("SEC14", "directories", "$PM*, /opt/par/*")], ..export(&[(r#"VALUE="$PMRootDir/parameters/wf_orders.par""#, r#"VALUE="/opt/par/wf.par""#)]) }),
    case("SEC15", "Sql Query of SQ_ORDERS", export(&[(r#""Sql Query" VALUE="""#, r#""Sql Query" VALUE=" $$SQL ""#)]), export(&[(r#""Sql Query" VALUE="""#, r#""Sql Query" VALUE="select * from t where d = $$D""#)])),
    case("REL01", "Stop on errors", export(&[(r#""Stop on errors" VALUE="1""#, r#""Stop on errors" VALUE="0""#)]), export(&[(r#""Stop on errors" VALUE="1""#, r#""Stop on errors" VALUE="10""#)])),
    case("REL01", "Stop on errors", Given { parameters: &[("$PMSessionErrorThreshold", "0")], ..export(&[(r#""Stop on errors" VALUE="1""#, r#""Stop on errors" VALUE="$PMSessionErrorThreshold""#)]) }, Given { parameters: &[("$PMSessionErrorThreshold", "5")], ..export(&[(r#""Stop on errors" VALUE="1""#, r#""Stop on errors" VALUE="$PMSessionErrorThreshold""#)]) }),
    case("REL02", "Recovery Strategy", export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Success Email""#), (r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="YES""#, r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="NO""#)]), export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Success Email""#), (r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="YES""#, r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="NO""#), (r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = SUCCEEDED"/>"#, r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = FAILED"/>"#)])),
    case("REL02", "Recovery Strategy", export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Success Email""#), (r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="YES""#, r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="NO""#)]), export(&[(r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="YES""#, r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="NO""#)])),
    case("REL03", "s_m_orders", export(&[(r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="YES""#, r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="NO""#)]), export(&[(r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="YES""#, r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="NO""#), (r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = SUCCEEDED"/>"#, r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = FAILED"/>"#)])),
    case("REL04", "link s_m_orders → cmd_notify", export(&[(r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = SUCCEEDED"/>"#, r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.TgtSuccessRows &gt; 0"/>"#)]), export(&[(r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = SUCCEEDED"/>"#, r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = SUCCEEDED AND $cmd_archive.PrevTaskStatus = SUCCEEDED"/>"#)])),
    case("REL05", "s_m_orders", export(&[(r#"TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES""#, r#"TASKTYPE="Session" REUSABLE="NO" ISENABLED="NO""#)]), QUIET),
    case("REL05", "ISENABLED", export(&[(r#"every night" ISENABLED="YES""#, r#"every night" ISENABLED="NO""#)]), QUIET),
    case("REL06", "ISVALID", export(&[(r#"DESCRIPTION="Loads orders" ISVALID="YES""#, r#"DESCRIPTION="Loads orders" ISVALID="NO""#)]), QUIET),
    case("REL06", "ISVALID", export(&[(r#"<MAPPING NAME="m_orders" ISVALID="YES""#, r#"<MAPPING NAME="m_orders" ISVALID="NO""#)]), QUIET),
    case("REL06", "ISVALID", export(&[(r#"ISENABLED="YES" ISVALID="YES""#, r#"ISENABLED="YES" ISVALID="NO""#)]), QUIET),
    case("REL07", "On Stored Procedure error", export(&[(r#""On Stored Procedure error" VALUE="Stop""#, r#""On Stored Procedure error" VALUE="Continue""#)]), export(&[(r#""On Stored Procedure error" VALUE="Stop""#, r#""On Stored Procedure error" VALUE="Stop Session""#)])),
    case("REL07", "On Pre-session command task error", export(&[(r#""On Pre-session command task error" VALUE="Stop""#, r#""On Pre-session command task error" VALUE="Continue""#)]), export(&[(r#""On Pre-session command task error" VALUE="Stop""#, r#""On Pre-session command task error" VALUE="Stop Session""#)])),
    case("REL07", "On Pre-Post SQL error", export(&[(r#""On Pre-Post SQL error" VALUE="Stop""#, r#""On Pre-Post SQL error" VALUE="Continue""#)]), export(&[(r#""On Pre-Post SQL error" VALUE="Stop""#, r#""On Pre-Post SQL error" VALUE="Stop Session""#)])),
    case("REL08", "Target load type of T_ORDERS", export(&[(r#""Target load type" VALUE="Normal""#, r#""Target load type" VALUE="Bulk""#)]), export(&[(r#""Target load type" VALUE="Normal""#, r#""Target load type" VALUE="Bulk""#), (r#""Treat source rows as" VALUE="Insert""#, r#""Treat source rows as" VALUE="Data driven""#)])),
    case("REL08", "Target load type of T_ORDERS", Given { values: &[("REL08", "targets", "t_*")], ..export(&[(r#""Target load type" VALUE="Normal""#, r#""Target load type" VALUE="Bulk""#)]) }, Given { values: &[("REL08", "targets", "fact_*")], ..export(&[(r#""Target load type" VALUE="Normal""#, r#""Target load type" VALUE="Bulk""#)]) }),
    case("REL09", "Truncate target table option of T_ORDERS", export(&[(r#""Truncate target table option" VALUE="NO""#, r#""Truncate target table option" VALUE="YES""#)]), export(&[(r#""Truncate target table option" VALUE="NO""#, r#""Truncate target table option" VALUE="YES""#), (r#"<ATTRIBUTE NAME="Recovery Strategy" VALUE="Fail task and continue workflow"/>
<ATTRIBUTE NAME="DTM"#, r#"<ATTRIBUTE NAME="Recovery Strategy" VALUE="Restart task"/>
<ATTRIBUTE NAME="DTM"#)])),
    case("REL09", "Truncate target table option of T_ORDERS", export(&[(r#""Truncate target table option" VALUE="NO""#, r#""Truncate target table option" VALUE="YES""#)]), Given { values: &[("REL09", "staging", "T_*")], ..export(&[(r#""Truncate target table option" VALUE="NO""#, r#""Truncate target table option" VALUE="YES""#)]) }),
    case("REL10", "Fail task if any command fails of cmd_notify", export(&[(r#"VALUE="YES"/>
</TASK>
<SESSION"#, r#"VALUE="NO"/>
</TASK>
<SESSION"#)]), QUIET),
    case("REL10", "Fail task if any command fails of Pre-session command", export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Pre-session command" REFOBJECTNAME="c" REUSABLE="NO">
<TASK NAME="c" TYPE="Command" REUSABLE="NO"><VALUEPAIR EXECORDER="1" NAME="one" VALUE="ls"/><ATTRIBUTE NAME="Fail task if any command fails" VALUE="NO"/></TASK></SESSIONCOMPONENT><SESSIONCOMPONENT TYPE="Failure Email""#)]), export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Pre-session command" REFOBJECTNAME="c" REUSABLE="NO">
<TASK NAME="c" TYPE="Command" REUSABLE="NO"><VALUEPAIR EXECORDER="1" NAME="one" VALUE="ls"/><ATTRIBUTE NAME="Fail task if any command fails" VALUE="YES"/></TASK></SESSIONCOMPONENT><SESSIONCOMPONENT TYPE="Failure Email""#)])),
    case("REL10", "Fail task if any command fails", export(&[(r#"<ATTRIBUTE NAME="Fail task if any command fails" VALUE="YES"/>
<ATTRIBUTE NAME="Recovery"#, r#"<ATTRIBUTE NAME="Recovery"#)]), QUIET),
    case("REL11", "SUSPEND_ON_ERROR", export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Success Email""#)]), export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Success Email""#), (r#"SUSPEND_ON_ERROR="NO""#, r#"SUSPEND_ON_ERROR="YES""#)])),
    case("REL11", "SUSPEND_ON_ERROR", export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Success Email""#)]), export(&[(r#"<SESSIONCOMPONENT TYPE="Failure Email""#, r#"<SESSIONCOMPONENT TYPE="Success Email""#), (r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = SUCCEEDED"/>"#, r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = FAILED"/>"#)])),
    case("REL12", "Enable Test Load", Given { production: true, ..export(&[(r#""Enable Test Load" VALUE="NO""#, r#""Enable Test Load" VALUE="YES""#)]) }, Given { production: true, ..export(&[]) }),
    case("REL13", "Reinitialize aggregate cache", export(&[(r#""Incremental Aggregation" VALUE="NO""#, r#""Incremental Aggregation" VALUE="YES""#), (r#""Reinitialize aggregate cache" VALUE="NO""#, r#""Reinitialize aggregate cache" VALUE="YES""#)]), export(&[(r#""Reinitialize aggregate cache" VALUE="NO""#, r#""Reinitialize aggregate cache" VALUE="YES""#)])),
    case("REL14", "link s_m_orders → cmd_notify", export(&[(r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = SUCCEEDED"/>"#, r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION=""/>"#)]), export(&[(r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION="$s_m_orders.Status = SUCCEEDED"/>"#, r#"<WORKFLOWLINK FROMTASK="s_m_orders" TOTASK="cmd_notify" CONDITION=""/>"#), (r#"SUSPEND_ON_ERROR="NO""#, r#"SUSPEND_ON_ERROR="YES""#)])),
    case("REL15", "Parameter Filename", export(&[(r#"VALUE="$PMRootDir/parameters/wf_orders.par""#, r#"VALUE="""#)]), export(&[(r#"VALUE="$PMRootDir/parameters/wf_orders.par""#, r#"VALUE="""#), (r#"<ATTRIBUTE NAME="Parameter Filename" VALUE=""/>"#, r#"<ATTRIBUTE NAME="Parameter Filename" VALUE="$PMRootDir/s.par"/>"#)])),
    case("REL16", "$Source connection value", export(&[(r#""$Source connection value" VALUE="$DBConnectionShop""#, r#""$Source connection value" VALUE="""#), (r#"VARIABLE="$DBConnectionShop""#, r#"VARIABLE="$Source""#)]), export(&[(r#""$Source connection value" VALUE="$DBConnectionShop""#, r#""$Source connection value" VALUE="""#)])),
    case("REL17", "Commit On End Of File", export(&[(r#""Commit On End Of File" VALUE="YES""#, r#""Commit On End Of File" VALUE="NO""#), (r#""Commit Type" VALUE="Target""#, r#""Commit Type" VALUE="Source""#)]), export(&[(r#""Commit On End Of File" VALUE="YES""#, r#""Commit On End Of File" VALUE="NO""#)])),
    case("REL18", "Treat source rows as", export(&[(r#"<INSTANCE NAME="ORDERS" "#, r#"<TRANSFORMATION NAME="UPD" TYPE="Update Strategy" REUSABLE="NO" DESCRIPTION="Flags"/><INSTANCE NAME="UPD" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="UPD" TRANSFORMATION_TYPE="Update Strategy"/>
<INSTANCE NAME="ORDERS" "#)]), export(&[(r#"<INSTANCE NAME="ORDERS" "#, r#"<TRANSFORMATION NAME="UPD" TYPE="Update Strategy" REUSABLE="NO" DESCRIPTION="Flags"/><INSTANCE NAME="UPD" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="UPD" TRANSFORMATION_TYPE="Update Strategy"/>
<INSTANCE NAME="ORDERS" "#), (r#""Treat source rows as" VALUE="Insert""#, r#""Treat source rows as" VALUE="Data driven""#)])),
    case("REL19", "Reject filename of T_FILE", export(&[(r#""Reject filename" VALUE="t_file.bad""#, r#""Reject filename" VALUE="t_orders.bad""#)]), QUIET),
    case("REL19", "Reject filename of T_ORDERS", export(&[(r#""Reject filename" VALUE="t_orders.bad""#, r#""Reject filename" VALUE="""#)]), QUIET),
    case("REL20", "Recovery Strategy", export(&[(r#"<ATTRIBUTE NAME="Recovery Strategy" VALUE="Fail task and continue workflow"/>
<ATTRIBUTE NAME="DTM"#, r#"<ATTRIBUTE NAME="Recovery Strategy" VALUE="Restart task"/>
<ATTRIBUTE NAME="DTM"#)]), export(&[(r#"<ATTRIBUTE NAME="Recovery Strategy" VALUE="Fail task and continue workflow"/>
<ATTRIBUTE NAME="DTM"#, r#"<ATTRIBUTE NAME="Recovery Strategy" VALUE="Restart task"/>
<ATTRIBUTE NAME="DTM"#), (r#""Truncate target table option" VALUE="NO""#, r#""Truncate target table option" VALUE="YES""#)])),
    case("REL20", "Recovery Strategy", export(&[(r#"<ATTRIBUTE NAME="Recovery Strategy" VALUE="Fail task and continue workflow"/>
<ATTRIBUTE NAME="DTM"#, r#"<ATTRIBUTE NAME="Recovery Strategy" VALUE="Restart task"/>
<ATTRIBUTE NAME="DTM"#), (r#""Truncate target table option" VALUE="NO""#, r#""Truncate target table option" VALUE="YES""#), (r#""Append if Exists" VALUE="NO""#, r#""Append if Exists" VALUE="YES""#)]), export(&[(r#""Truncate target table option" VALUE="NO""#, r#""Truncate target table option" VALUE="YES""#), (r#""Append if Exists" VALUE="NO""#, r#""Append if Exists" VALUE="YES""#)])),
    case("AUD01", "Save session log for these runs", export(&[(r#""Save session log for these runs" VALUE="30""#, r#""Save session log for these runs" VALUE="0""#)]), Given { values: &[("AUD01", "least", "0")], ..export(&[(r#""Save session log for these runs" VALUE="30""#, r#""Save session log for these runs" VALUE="0""#)]) }),
    case("AUD01", "Save workflow log for these runs", export(&[(r#""Save workflow log for these runs" VALUE="30""#, r#""Save workflow log for these runs" VALUE="0""#)]), QUIET),
    case("AUD01", "Write Backward Compatible Session Log File", Given { values: &[("AUD01", "text_log", "yes")], ..export(&[(r#""Write Backward Compatible Session Log File" VALUE="YES""#, r#""Write Backward Compatible Session Log File" VALUE="NO""#)]) }, export(&[(r#""Write Backward Compatible Session Log File" VALUE="YES""#, r#""Write Backward Compatible Session Log File" VALUE="NO""#)])),
    case("AUD02", "Save session log by", export(&[(r#""Save session log by" VALUE="Session runs""#, r#""Save session log by" VALUE="Session timestamp""#)]), QUIET),
    case("AUD02", "Save Workflow log by", export(&[(r#""Save Workflow log by" VALUE="By runs""#, r#""Save Workflow log by" VALUE="By timestamp""#)]), QUIET),
    case("AUD03", r"$pmsessionlogdir\s_m_orders.log", export(&[(r#"<TASKINSTANCE NAME="Start""#, r#"<SESSION NAME="s_two" DESCRIPTION="" ISVALID="YES" MAPPINGNAME="m_orders" REUSABLE="NO"><ATTRIBUTE NAME="Session Log File Name" VALUE="s_m_orders.log"/><ATTRIBUTE NAME="Session Log File directory" VALUE="$PMSessionLogDir\"/></SESSION><TASKINSTANCE NAME="Start""#)]), export(&[(r#"<TASKINSTANCE NAME="Start""#, r#"<SESSION NAME="s_two" DESCRIPTION="" ISVALID="YES" MAPPINGNAME="m_orders" REUSABLE="NO"><ATTRIBUTE NAME="Session Log File Name" VALUE="s_two.log"/><ATTRIBUTE NAME="Session Log File directory" VALUE="$PMSessionLogDir\"/></SESSION><TASKINSTANCE NAME="Start""#)])),
    case("AUD05", "Pushdown Optimization", export(&[(r#""Pushdown Optimization" VALUE="None""#, r#""Pushdown Optimization" VALUE="Full""#)]), export(&[(r#""Pushdown Optimization" VALUE="None""#, r#""Pushdown Optimization" VALUE="To Source""#)])),
    case("AUD05", "Pushdown Optimization", Given { parameters: &[("$$PushdownConfig", "Full")], ..export(&[(r#""Pushdown Optimization" VALUE="None""#, r#""Pushdown Optimization" VALUE="$$PushdownConfig""#)]) }, Given { parameters: &[("$$PushdownConfig", "Source")], ..export(&[(r#""Pushdown Optimization" VALUE="None""#, r#""Pushdown Optimization" VALUE="$$PushdownConfig""#)]) }),
    case("AUD07", "s_r", export(&[(r#"<TASKINSTANCE NAME="Start""#, r#"<TASKINSTANCE NAME="s_r" TASKNAME="s_r" TASKTYPE="Session" REUSABLE="YES" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="YES">
<ATTRIBUTE NAME="DTM buffer size" VALUE="24MB"/></TASKINSTANCE><TASKINSTANCE NAME="Start""#)]), export(&[(r#"<TASKINSTANCE NAME="Start""#, r#"<TASKINSTANCE NAME="s_r" TASKNAME="s_r" TASKTYPE="Session" REUSABLE="YES" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="YES"/><TASKINSTANCE NAME="Start""#)])),
    case("AUD09", "SCHEDULETYPE", export(&[(r#"SCHEDULETYPE="ONDEMAND""#, r#"SCHEDULETYPE="CONTINUOUS""#)]), QUIET),
    case("AUD20", "Session Log File Name", export(&[(r#""Session Log File Name" VALUE="s_m_orders.log""#, r#""Session Log File Name" VALUE="load.log""#)]), export(&[(r#""Session Log File Name" VALUE="s_m_orders.log""#, r#""Session Log File Name" VALUE="$PMSessionName.log""#)])),
    case("AUD20", "Session Log File Name", export(&[(r#""Session Log File Name" VALUE="s_m_orders.log""#, r#""Session Log File Name" VALUE="load.log""#)]), export(&[(r#""Session Log File Name" VALUE="s_m_orders.log""#, r#""Session Log File Name" VALUE="load.log""#), (r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="YES" FAIL_PARENT_IF_INSTANCE_DID_NOT_RUN="NO" TREAT_INPUTLINK_AS_AND="YES"/>"#, r#"NAME="s_m_orders" TASKNAME="s_m_orders" TASKTYPE="Session" REUSABLE="NO" ISENABLED="YES" FAIL_PARENT_IF_INSTANCE_FAILS="YES" FAIL_PARENT_IF_INSTANCE_DID_NOT_RUN="NO" TREAT_INPUTLINK_AS_AND="YES"><ATTRIBUTE NAME="Session Log File Name" VALUE="load_apart.log"/></TASKINSTANCE>"#)])),
    case("AUD20", "Workflow Log File Name", export(&[(r#""Workflow Log File Name" VALUE="wf_orders.log""#, r#""Workflow Log File Name" VALUE="x.log""#)]), QUIET),
    case("AUD21", "Session Log File directory", export(&[(r#""Session Log File directory" VALUE="$PMSessionLogDir\""#, r#""Session Log File directory" VALUE="$PMTargetFileDir\""#)]), export(&[(r#""Session Log File directory" VALUE="$PMSessionLogDir\""#, r#""Session Log File directory" VALUE="$PMSessionLogDir\orders""#)])),
    case("AUD21", "Session Log File Name", export(&[(r#""Session Log File directory" VALUE="$PMSessionLogDir\""#, r#""Session Log File directory" VALUE="""#), (r#""Session Log File Name" VALUE="s_m_orders.log""#, r#""Session Log File Name" VALUE="/var/s_m_orders.log""#)]), export(&[(r#""Session Log File directory" VALUE="$PMSessionLogDir\""#, r#""Session Log File directory" VALUE="""#), (r#""Session Log File Name" VALUE="s_m_orders.log""#, r#""Session Log File Name" VALUE="$PMSessionLogDir/s_m_orders.log""#)])),
    case("AUD21", "Workflow Log File Directory", export(&[(r#""Workflow Log File Directory" VALUE="$PMWorkflowLogDir\""#, r#""Workflow Log File Directory" VALUE="""#)]), QUIET),
    case("PRF01", "Maximum Memory Allowed For Auto Memory Attributes", export(&[(r#"<INSTANCE NAME="ORDERS" "#, r#"<TRANSFORMATION NAME="SRT" TYPE="Sorter" REUSABLE="NO" DESCRIPTION="Sorts"><TABLEATTRIBUTE NAME="Sorter Cache Size" VALUE="Auto"/></TRANSFORMATION><INSTANCE NAME="SRT0" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT1" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT2" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT3" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/>
<INSTANCE NAME="ORDERS" "#)]), export(&[(r#"<INSTANCE NAME="ORDERS" "#, r#"<TRANSFORMATION NAME="SRT" TYPE="Sorter" REUSABLE="NO" DESCRIPTION="Sorts"><TABLEATTRIBUTE NAME="Sorter Cache Size" VALUE="64MB"/></TRANSFORMATION><INSTANCE NAME="SRT0" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT1" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT2" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT3" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/>
<INSTANCE NAME="ORDERS" "#)])),
    case("PRF01", "Maximum Memory Allowed For Auto Memory Attributes", export(&[(r#"<INSTANCE NAME="ORDERS" "#, r#"<TRANSFORMATION NAME="SRT" TYPE="Sorter" REUSABLE="NO" DESCRIPTION="Sorts"><TABLEATTRIBUTE NAME="Sorter Cache Size" VALUE="Auto"/></TRANSFORMATION><INSTANCE NAME="SRT0" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT1" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT2" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT3" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/>
<INSTANCE NAME="ORDERS" "#)]), export(&[(r#"<INSTANCE NAME="ORDERS" "#, r#"<TRANSFORMATION NAME="SRT" TYPE="Sorter" REUSABLE="NO" DESCRIPTION="Sorts"><TABLEATTRIBUTE NAME="Sorter Cache Size" VALUE="Auto"/></TRANSFORMATION><INSTANCE NAME="SRT0" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT1" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT2" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/><INSTANCE NAME="SRT3" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="SRT" TRANSFORMATION_TYPE="Sorter"/>
<INSTANCE NAME="ORDERS" "#), (r#""Maximum Memory Allowed For Auto Memory Attributes" VALUE="512MB""#, r#""Maximum Memory Allowed For Auto Memory Attributes" VALUE="4GB""#)])),
    case("PRF01", "DTM buffer size", export(&[(r#""DTM buffer size" VALUE="Auto""#, r#""DTM buffer size" VALUE="12MB""#), (r#""Default buffer block size" VALUE="Auto""#, r#""Default buffer block size" VALUE="4MB""#)]), export(&[(r#""DTM buffer size" VALUE="Auto""#, r#""DTM buffer size" VALUE="64MB""#), (r#""Default buffer block size" VALUE="Auto""#, r#""Default buffer block size" VALUE="4MB""#)])),
    case("PRF02", "Commit Interval", export(&[(r#""Commit Interval" VALUE="10000""#, r#""Commit Interval" VALUE="10""#)]), export(&[(r#""Commit Interval" VALUE="10000""#, r#""Commit Interval" VALUE="1000""#)])),
    case("PRF02", "Commit Interval", export(&[(r#""Commit Interval" VALUE="10000""#, r#""Commit Interval" VALUE="1000001""#)]), Given { values: &[("PRF02", "most", "2000000")], ..export(&[(r#""Commit Interval" VALUE="10000""#, r#""Commit Interval" VALUE="1000001""#)]) }),
    case("PRF03", "Collect performance data", export(&[(r#""Collect performance data" VALUE="NO""#, r#""Collect performance data" VALUE="YES""#)]), QUIET),
    case("PRF04", "Lookup caching enabled of LKP_X", export(&[(r#"<INSTANCE NAME="ORDERS" "#, r#"<TRANSFORMATION NAME="LKP_X" TYPE="Lookup Procedure" REUSABLE="NO" DESCRIPTION="Looks"><TABLEATTRIBUTE NAME="Lookup caching enabled" VALUE="NO"/></TRANSFORMATION><INSTANCE NAME="LKP_X" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="LKP_X" TRANSFORMATION_TYPE="Lookup Procedure"/>
<INSTANCE NAME="ORDERS" "#)]), export(&[(r#"<INSTANCE NAME="ORDERS" "#, r#"<TRANSFORMATION NAME="LKP_X" TYPE="Lookup Procedure" REUSABLE="NO" DESCRIPTION="Looks"><TABLEATTRIBUTE NAME="Lookup caching enabled" VALUE="YES"/></TRANSFORMATION><INSTANCE NAME="LKP_X" TYPE="TRANSFORMATION" TRANSFORMATION_NAME="LKP_X" TRANSFORMATION_TYPE="Lookup Procedure"/>
<INSTANCE NAME="ORDERS" "#)])),
];

#[test]
fn each_rule_fires_where_it_should_and_is_quiet_where_it_should_be() {
    try_all(CASES);
}

#[test]
fn every_rule_has_an_input_that_fires_and_one_that_does_not() {
    let known: BTreeSet<&str> = comply::all().into_iter().map(|rule| rule.id).collect();
    assert_eq!(known, tried(TABLES));
}

#[test]
fn nothing_is_found_in_a_sound_repository() {
    let finds = found(&export(&[]));
    assert_eq!(of(&finds, "").collect::<Vec<_>>(), Vec::<&comply::Find>::new());
}

#[test]
fn a_rule_that_is_off_finds_nothing_and_says_so() {
    let off = Setting { off: true, ..Setting::default() };
    let rules = comply::all().into_iter().map(|rule| (rule.id.to_owned(), off.clone())).collect();
    let rulebook = Rulebook { sections: vec![Section { rules, ..Section::default() }], ..Rulebook::default() };
    let mut shelf = Shelf::default();
    let text = BASE.replace("Override tracing\" VALUE=\"None", "Override tracing\" VALUE=\"Verbose Data");
    shelf.put("base.xml", text.as_bytes());
    let mut out = Finds::default();
    look(&shelf, &rulebook, &Classification::default(), (&str::to_owned, true), &mut out);
    assert!(out.found.is_empty() && out.asked.is_empty(), "{out:#?}");
    assert!(out.not_asked["SEC02"].contains("turned off by the rulebook"));
}

#[test]
fn a_value_that_is_not_known_is_not_checked_and_never_a_find() {
    let finds =
        found(&export(&[(r#""Stop on errors" VALUE="1""#, r#""Stop on errors" VALUE="$PMSessionErrorThreshold""#)]));
    assert_eq!(of(&finds, "").count(), 0);
    assert!(finds.not_asked["REL01"].iter().any(|why| why.contains("no value")), "{finds:#?}");
    let finds = found(&export(&[]));
    assert!(finds.not_asked["REL12"].contains("the environment is not production"));
}

#[test]
fn what_a_session_says_counts_where_its_mapping_is_not_there() {
    let own = r#"TRANSFORMATIONTYPE="Expression" ISREPARTITIONPOINT="NO" PIPELINE="1" STAGE="2"/>"#;
    let verbose =
        own.replace("/>", r#"><ATTRIBUTE NAME="Tracing Level" VALUE="Verbose Data"/></SESSTRANSFORMATIONINST>"#);
    let text = BASE.replace(own, &verbose).replace("<MAPPING NAME=\"m_orders\"", "<MAPPING NAME=\"m_other\"");
    let mut shelf = Shelf::default();
    shelf.put("base.xml", text.as_bytes());
    let mut out = Finds::default();
    look(&shelf, &Rulebook::default(), &Classification::default(), (&str::to_owned, false), &mut out);
    let parts: Vec<&str> = of(&out, "SEC02").map(|find| find.part.as_str()).collect();
    assert_eq!(parts, ["Tracing Level of EXP_CLEAN"]);
    assert!(out.not_asked["SEC02"].contains("the mapping or a mapplet is not in the catalog"));
}

#[test]
fn nothing_is_found_in_an_empty_catalog() {
    let finds = found(&catalog(Whole::default));
    assert_eq!(of(&finds, "").collect::<Vec<_>>(), Vec::<&comply::Find>::new());
}

/// Real exports, each project with all its files: what is found holds together; how often each rule fires is printed.
#[test]
fn real_exports_are_asked_every_rule() {
    let Some(folder) = corpus() else { return };
    let mut shelves: BTreeMap<String, Shelf> = BTreeMap::new();
    for original in super::oracle::originals(&folder) {
        let project = original.name.strip_prefix(folder.to_str().unwrap()).unwrap().split('/').nth(1).unwrap();
        shelves.entry(project.to_owned()).or_default().put(&original.name, original.text.as_bytes());
    }
    let mut out = Finds::default();
    for shelf in shelves.values() {
        look(shelf, &Rulebook::default(), &Classification::default(), (&str::to_owned, true), &mut out);
    }
    let mut counts: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for find in of(&out, "") {
        let count = counts.entry(find.rule).or_default();
        count.0 += 1;
        count.1.insert(&find.object);
        assert!(!find.file.is_empty() && find.line > 0, "{find:#?}");
        assert!(!find.expected.is_empty() && !find.actual.is_empty(), "{find:#?}");
    }
    for (rule, asked) in &out.asked {
        let (finds, objects) = counts.get(rule).map_or((0, 0), |(finds, objects)| (*finds, objects.len()));
        eprintln!("{rule} asked {asked:>6}, {objects:>6} objects, {finds:>6} finds");
    }
    for case in CASES {
        assert!(out.asked.contains_key(case.rule), "{} was asked of nothing", case.rule);
    }
}
