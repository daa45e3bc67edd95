//! Where a session stands in its workflow, and in which order the tasks of a workflow run.

use crate::answer::design::Standing;
use crate::model::Text;
use crate::model::workflow::Workflow;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The place of a session in the workflow or worklet around it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The instance may run at all.
    pub enabled: bool,
    /// It waits for all of its predecessors; else for one.
    pub waits_for_all: bool,
    /// The workflow fails where it fails.
    pub fails_parent: bool,
    /// The workflow fails where it does not run.
    pub fails_parent_if_not_run: bool,
    /// Tasks on whose end it waits.
    pub predecessors: Vec<Neighbour>,
    /// Tasks that wait for its end.
    pub successors: Vec<Neighbour>,
    /// Longest way from the start, in links.
    pub level: usize,
}

/// A task at the other end of a link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Neighbour {
    /// Name of the instance.
    pub task: String,
    /// Its type.
    pub task_type: String,
    /// Condition of the link; empty where it always fires.
    pub condition: String,
}

/// A task in the order of its workflow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Name of the instance.
    pub task: String,
    /// Its type.
    pub task_type: String,
    /// Longest way from the start, in links.
    pub level: usize,
    /// It is in a circle of links, which PowerCenter refuses: its level is that of the first of the circle.
    pub circular: bool,
    /// The instance may run at all.
    pub enabled: bool,
    /// It waits for all of its predecessors; else for one.
    pub waits_for_all: bool,
    /// Tasks on whose end it waits.
    pub predecessors: Vec<Neighbour>,
}

/// The place of a standing's session.
pub(super) fn position(standing: &Standing<'_>) -> Option<Position> {
    let (_, instance) = standing.session?.instance?;
    let workflow = standing.levels.last()?.workflow;
    let own = &instance.name;
    Some(Position {
        enabled: instance.enabled,
        waits_for_all: instance.treat_inputs_as_and,
        fails_parent: instance.fail_parent_if_fails,
        fails_parent_if_not_run: instance.fail_parent_if_not_run,
        predecessors: predecessors(workflow, own),
        successors: workflow
            .links
            .iter()
            .filter(|link| link.from == *own)
            .map(|link| neighbour(workflow, &link.to, &link.condition))
            .collect(),
        level: levels(workflow).get(own.as_str()).map_or(0, |(level, _)| *level),
    })
}

fn predecessors(workflow: &Workflow, own: &str) -> Vec<Neighbour> {
    let into = workflow.links.iter().filter(|link| link.to == own);
    into.map(|link| neighbour(workflow, &link.from, &link.condition)).collect()
}

fn neighbour(workflow: &Workflow, name: &Text, condition: &Text) -> Neighbour {
    let found = workflow.task_instances.iter().find(|one| one.name == *name);
    Neighbour {
        task: name.to_string(),
        task_type: found.map_or_else(String::new, |one| one.task_type.to_string()),
        condition: condition.to_string(),
    }
}

/// The tasks of a workflow or worklet in the order in which they may run: by level, then as they stand.
#[must_use]
pub fn order(workflow: &Workflow) -> Vec<Task> {
    let levels = levels(workflow);
    let task = |one: &crate::model::workflow::TaskInstance| {
        let (level, circular) = levels.get(one.name.as_str()).copied().unwrap_or_default();
        Task {
            task: one.name.to_string(),
            task_type: one.task_type.to_string(),
            level,
            circular,
            enabled: one.enabled,
            waits_for_all: one.treat_inputs_as_and,
            predecessors: predecessors(workflow, &one.name),
        }
    };
    let mut all: Vec<Task> = workflow.task_instances.iter().map(task).collect();
    all.sort_by_key(|one| one.level);
    all
}

/// Level of each task by the longest way to it; what is in a circle, or behind one, gets the level after all others.
fn levels(workflow: &Workflow) -> BTreeMap<&str, (usize, bool)> {
    let names: BTreeSet<&str> = workflow.task_instances.iter().map(|one| one.name.as_str()).collect();
    let links: Vec<(&str, &str)> = workflow.links.iter().map(|link| (link.from.as_str(), link.to.as_str())).collect();
    let mut waits: BTreeMap<&str, usize> = names.iter().map(|name| (*name, 0)).collect();
    for (from, to) in &links {
        if names.contains(from)
            && let Some(count) = waits.get_mut(to)
        {
            *count += 1;
        }
    }
    let mut levels: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    let mut ready: Vec<(&str, usize)> =
        waits.iter().filter(|(_, count)| **count == 0).map(|(name, _)| (*name, 0)).collect();
    let mut reached: BTreeMap<&str, usize> = BTreeMap::new();
    while let Some((name, level)) = ready.pop() {
        levels.insert(name, (level, false));
        for (_, to) in links.iter().filter(|(from, _)| *from == name) {
            let Some(count) = waits.get_mut(to) else { continue };
            let best = reached.entry(*to).or_default();
            *best = (*best).max(level + 1);
            *count -= 1;
            if *count == 0 {
                ready.push((*to, *best));
            }
        }
    }
    let last = levels.values().map(|(level, _)| level + 1).max().unwrap_or(0);
    for name in names {
        levels.entry(name).or_insert((last, true));
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::workflow::{Link, TaskInstance};

    fn workflow(tasks: &[&str], links: &[(&str, &str)]) -> Workflow {
        let instance = |name: &&str| TaskInstance { name: (*name).into(), ..TaskInstance::default() };
        let link = |(from, to): &(&str, &str)| Link { from: (*from).into(), to: (*to).into(), ..Link::default() };
        Workflow {
            task_instances: tasks.iter().map(instance).collect(),
            links: links.iter().map(link).collect(),
            ..Workflow::default()
        }
    }

    fn said(workflow: &Workflow) -> Vec<(String, usize, bool)> {
        order(workflow).into_iter().map(|one| (one.task, one.level, one.circular)).collect()
    }

    #[test]
    fn tasks_come_by_the_longest_way_to_them() {
        let flow = workflow(&["d", "s", "a", "b"], &[("s", "a"), ("s", "d"), ("a", "b"), ("b", "d")]);
        let wanted = [("s", 0), ("a", 1), ("b", 2), ("d", 3)].map(|(name, level)| (name.to_owned(), level, false));
        assert_eq!(said(&flow), wanted);
    }

    #[test]
    fn circles_and_links_from_nowhere_end() {
        let flow = workflow(&["s", "a", "b"], &[("s", "a"), ("a", "b"), ("b", "a"), ("gone", "s"), ("s", "gone")]);
        let wanted = [("s", 0, false), ("a", 1, true), ("b", 1, true)].map(|(n, l, c)| (n.to_owned(), l, c));
        assert_eq!(said(&flow), wanted);
    }
}
