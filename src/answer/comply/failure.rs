//! Whether somebody is told when a session or a task fails: mails, commands, links and decisions on failure.

use super::asking::Asking;
use crate::answer::assembled::Assembled;
use crate::answer::design::{Level, Standing};
use crate::model::comply::reliability::{FAILURE_UNTOLD, WORKFLOW_UNWATCHED};
use crate::model::content::Value;
use crate::model::object::Kind;
use crate::model::session::Session;

const RECOVERY: &str = "Recovery Strategy";
/// Words of a condition that holds after a failure.
const FAILED: [&str; 5] = ["FAILED", "ABORTED", "STOPPED", "<> SUCCEEDED", "!= SUCCEEDED"];

pub(super) fn session(run: &Assembled<'_>, standing: &Standing<'_>, ask: &mut Asking<'_>) {
    let rule = &FAILURE_UNTOLD;
    let session = run.layered.session.1;
    // A session that stands in no workflow has none that could go on.
    let instance = standing.session.and_then(|layered| layered.instance).map(|(_, instance)| instance);
    let Some((instance, level)) = instance.zip(standing.levels.last()) else { return };
    if !ask.asks(rule) || !ask.is_like(rule, "sessions", &session.name) {
        return;
    }
    let (fails_parent, linked) = (instance.fail_parent_if_fails, caught(level, &instance.name));
    if run.is(RECOVERY, "Fail task and continue workflow") && !fails_parent && !tells(session) && !linked {
        let expected = "a mail, a command or a link on failure";
        let actual = format!("{}, and nothing on failure", run.value(RECOVERY));
        ask.fires(rule, RECOVERY, &run.at(RECOVERY), expected, &actual);
    }
}

/// A session that sends a mail or runs a command when it has failed.
fn tells(session: &Session) -> bool {
    session.components.iter().any(|one| {
        let on_failure = ["Failure Email", "Post-session failure command"].contains(&one.component_type.as_str());
        on_failure && (one.task.is_some() || one.reusable)
    })
}

/// True where a link out of a task is followed after its failure only, or a decision asks for its status.
pub(super) fn caught(level: &Level<'_>, instance: &str) -> bool {
    let linked = level.workflow.links.iter().any(|link| link.from == instance && on_failure(&link.condition));
    linked || decisions(level).any(|text| text.contains(&format!("${instance}.")))
}

/// True for a condition that holds after a failure.
pub(super) fn on_failure(condition: &str) -> bool {
    if condition.is_empty() {
        return false;
    }
    let upper = condition.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_uppercase();
    FAILED.iter().any(|word| upper.contains(word))
}

fn decisions<'l>(level: &Level<'l>) -> impl Iterator<Item = &'l str> {
    level.stored.content.definitions.iter().filter_map(|one| match &one.value {
        Value::Task(task) if task.task_type == "Decision" => {
            task.attributes.iter().find(|one| one.name == "Decision Name").map(|one| one.value.as_str())
        }
        _ => None,
    })
}

/// A workflow in which nothing reacts to a failure.
pub(super) fn workflow(level: &Level<'_>, place: &str, ask: &mut Asking<'_>) {
    if ask.asks(&WORKFLOW_UNWATCHED) && !level.workflow.suspend_on_error && !watched(level, ask) {
        let expected = "Suspend on error, or a mail or link on failure";
        ask.fires(&WORKFLOW_UNWATCHED, "SUSPEND_ON_ERROR", place, expected, "NO, and nothing on failure");
    }
}

fn watched(level: &Level<'_>, ask: &Asking<'_>) -> bool {
    let inside = level.stored.content.definitions.iter().any(|one| match &one.value {
        Value::Session(session) => tells(session),
        Value::Workflow(worklet) => worklet.links.iter().any(|link| on_failure(&link.condition)),
        Value::Task(task) => ["Email", "Decision", "Control"].contains(&task.task_type.as_str()),
        _ => false,
    });
    let beside = |kind: Kind, name: &str| {
        let found = (ask.around.beside)(&kind, name);
        found.is_some_and(|found| match found.content.definitions.first().map(|one| &one.value) {
            Some(Value::Session(session)) => tells(session),
            Some(Value::Workflow(worklet)) => worklet.links.iter().any(|link| on_failure(&link.condition)),
            Some(Value::Task(task)) => task.task_type == "Email",
            _ => false,
        })
    };
    inside
        || level.workflow.task_instances.iter().filter(|one| one.reusable).any(|one| match one.task_type.as_str() {
            "Session" => beside(Kind::Session, &one.task),
            "Worklet" => beside(Kind::Worklet, &one.task),
            "Email" => true,
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::on_failure;

    #[test]
    fn conditions_that_hold_after_a_failure() {
        for condition in ["$s.Status = FAILED", "$s.status=Failed or $s.Status = Aborted", "$s.Status <>\n SUCCEEDED"] {
            assert!(on_failure(condition), "{condition}");
        }
        for condition in ["", "$s.Status = SUCCEEDED", "$s.TgtSuccessRows > 0"] {
            assert!(!on_failure(condition), "{condition}");
        }
    }
}
