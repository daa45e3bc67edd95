//! In which order sessions can be moved: by the links of their workflows, and by the tables and files between them.
//!
//! Owns the graph, its levels and its circles. Walks without recursion, so that no chain is too long.

use crate::answer::design::Level;
use crate::model::workflow::Workflow;
use rustc_hash::{FxHashMap, FxHashSet};

/// Cuts a node's key from its kind; no name holds it.
const LEAVING: &str = "\u{0}out";

/// Tasks, and what comes after what. Of a worklet, entering and leaving are two nodes.
#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: FxHashMap<String, usize>,
    /// By node: the nodes that links lead to.
    links: Vec<Vec<usize>>,
    /// By node: the nodes that wait for its data.
    data: Vec<Vec<usize>>,
    is_session: Vec<bool>,
}

/// Where a node stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Sessions on the longest way to it.
    pub(super) level: usize,
    /// The circle that it is part of, numbered in the order of levels.
    pub(super) circle: Option<usize>,
}

/// Key of a place: repository, folder and names.
pub(super) fn key(repository: &str, folder: &str, names: &[&str]) -> String {
    [&[repository, folder], names].concat().join("\u{1}")
}

impl Graph {
    fn node(&mut self, key: &str) -> usize {
        if let Some(known) = self.nodes.get(key) {
            return *known;
        }
        let number = self.links.len();
        self.nodes.insert(key.to_owned(), number);
        self.links.push(Vec::new());
        self.data.push(Vec::new());
        self.is_session.push(false);
        number
    }

    /// A session at its place.
    pub(super) fn session(&mut self, key: &str) -> usize {
        let node = self.node(key);
        self.is_session[node] = true;
        node
    }

    /// The links of a workflow or worklet at its place.
    pub(super) fn level(&mut self, key: &str, level: &Level<'_>, nested: bool) {
        self.flow(key, level.workflow, nested);
    }

    fn flow(&mut self, key: &str, workflow: &Workflow, nested: bool) {
        let mut ends: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
        for task in &workflow.task_instances {
            let own = format!("{key}\u{1}{}", task.name);
            let enter = self.node(&own);
            let leave = if task.task_type == "Worklet" { self.node(&format!("{own}{LEAVING}")) } else { enter };
            if enter != leave {
                self.links[enter].push(leave);
            }
            ends.insert(&task.name, (enter, leave));
        }
        let mut waiting: FxHashSet<usize> = FxHashSet::default();
        for link in &workflow.links {
            if let (Some((_, from)), Some((to, _))) = (ends.get(link.from.as_str()), ends.get(link.to.as_str())) {
                self.links[*from].push(*to);
                waiting.insert(*to);
            }
        }
        if nested {
            let (enter, leave) = (self.node(key), self.node(&format!("{key}{LEAVING}")));
            for (first, last) in workflow.task_instances.iter().filter_map(|task| ends.get(task.name.as_str())) {
                if !waiting.contains(first) {
                    self.links[enter].push(*first);
                }
                self.links[*last].push(leave);
            }
        }
    }

    /// `to` reads what `from` writes.
    pub(super) fn feeds(&mut self, from: usize, to: usize) {
        self.data[from].push(to);
    }

    /// Nodes that links lead to from a node, over others too.
    pub(super) fn behind(&self, from: usize) -> FxHashSet<usize> {
        let mut found = FxHashSet::default();
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            open.extend(self.links[node].iter().copied().filter(|next| found.insert(*next)));
        }
        found
    }

    /// The place of every node.
    pub(super) fn places(&self) -> Vec<Place> {
        let components = self.components();
        let mut of = vec![0; self.links.len()];
        for (number, nodes) in components.iter().enumerate() {
            for node in nodes {
                of[*node] = number;
            }
        }
        let mut levels = vec![0_usize; components.len()];
        let mut places = vec![Place::default(); self.links.len()];
        let mut circles = 0;
        // Components come last first: what others wait for has the highest number.
        for (number, nodes) in components.iter().enumerate().rev() {
            let sessions = nodes.iter().any(|node| self.is_session[*node]);
            let circle = (nodes.len() > 1 && sessions).then_some(circles);
            circles += usize::from(circle.is_some());
            let level = levels[number];
            for node in nodes {
                places[*node] = Place { level, circle };
                for next in self.links[*node].iter().chain(&self.data[*node]).filter(|next| of[**next] != number) {
                    levels[of[*next]] = levels[of[*next]].max(level + usize::from(sessions));
                }
            }
        }
        places
    }

    fn next(&self, node: usize, at: usize) -> Option<usize> {
        let links = &self.links[node];
        links.get(at).or_else(|| self.data[node].get(at.checked_sub(links.len())?)).copied()
    }

    /// Tarjan's strongly connected components, those that nothing waits for first.
    fn components(&self) -> Vec<Vec<usize>> {
        let mut search = Search { index: vec![usize::MAX; self.links.len()], ..Search::default() };
        search.low.clone_from(&search.index);
        search.open.resize(self.links.len(), false);
        for root in 0..self.links.len() {
            if search.index[root] == usize::MAX {
                search.from(self, root);
            }
        }
        search.found
    }
}

#[derive(Default)]
struct Search {
    index: Vec<usize>,
    low: Vec<usize>,
    open: Vec<bool>,
    stack: Vec<usize>,
    count: usize,
    found: Vec<Vec<usize>>,
}

impl Search {
    fn enter(&mut self, node: usize) {
        self.index[node] = self.count;
        self.low[node] = self.count;
        self.count += 1;
        self.stack.push(node);
        self.open[node] = true;
    }

    fn from(&mut self, graph: &Graph, root: usize) {
        let mut way = vec![(root, 0)];
        self.enter(root);
        while let Some((node, at)) = way.pop() {
            match graph.next(node, at) {
                Some(next) => {
                    way.push((node, at + 1));
                    if self.index[next] == usize::MAX {
                        self.enter(next);
                        way.push((next, 0));
                    } else if self.open[next] {
                        self.low[node] = self.low[node].min(self.index[next]);
                    }
                }
                None => self.leave(node, way.last().map(|(above, _)| *above)),
            }
        }
    }

    fn leave(&mut self, node: usize, above: Option<usize>) {
        if let Some(above) = above {
            self.low[above] = self.low[above].min(self.low[node]);
        }
        if self.low[node] == self.index[node] {
            let from = self.stack.iter().rposition(|one| *one == node).unwrap_or(0);
            let mut component = self.stack.split_off(from);
            for one in &component {
                self.open[*one] = false;
            }
            component.sort_unstable();
            self.found.push(component);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::workflow::{Link, TaskInstance};

    fn flow(tasks: &[(&str, &str)], links: &[(&str, &str)]) -> Workflow {
        let task = |(name, kind): &(&str, &str)| TaskInstance {
            name: (*name).into(),
            task_type: (*kind).into(),
            ..TaskInstance::default()
        };
        let link = |(from, to): &(&str, &str)| Link { from: (*from).into(), to: (*to).into(), ..Link::default() };
        Workflow {
            task_instances: tasks.iter().map(task).collect(),
            links: links.iter().map(link).collect(),
            ..Workflow::default()
        }
    }

    fn levels(graph: &Graph, keys: &[&str]) -> Vec<(usize, Option<usize>)> {
        let places = graph.places();
        keys.iter().map(|key| places[graph.nodes[*key]]).map(|place| (place.level, place.circle)).collect()
    }

    const S: &str = "Session";

    #[test]
    fn links_lead_through_tasks_and_worklets() {
        let mut graph = Graph::default();
        graph.flow(
            "w",
            &flow(&[("a", S), ("d", "Decision"), ("l", "Worklet"), ("z", S)], &[("a", "d"), ("d", "l"), ("l", "z")]),
            false,
        );
        graph.flow("w\u{1}l", &flow(&[("Start", "Start"), ("b", S), ("c", S)], &[("Start", "b")]), true);
        for key in ["w\u{1}a", "w\u{1}l\u{1}b", "w\u{1}l\u{1}c", "w\u{1}z"] {
            graph.session(key);
        }
        let said = levels(&graph, &["w\u{1}a", "w\u{1}l\u{1}b", "w\u{1}l\u{1}c", "w\u{1}z"]);
        assert_eq!(said, [(0, None), (1, None), (1, None), (2, None)]);
        let (a, z) = (graph.session("w\u{1}a"), graph.session("w\u{1}z"));
        assert!(graph.behind(a).contains(&z) && !graph.behind(z).contains(&a));
    }

    #[test]
    fn data_makes_an_order_and_circles_stand_on_one_level() {
        let mut graph = Graph::default();
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|key| graph.session(key));
        for (from, to) in [(c, b), (b, c), (a, b), (c, d)] {
            graph.feeds(from, to);
        }
        assert_eq!(levels(&graph, &["a", "b", "c", "d"]), [(0, None), (1, Some(0)), (1, Some(0)), (2, None)]);
    }

    #[test]
    fn a_chain_of_any_length_ends() {
        let mut graph = Graph::default();
        let nodes: Vec<usize> = (0..100_000).map(|number| graph.session(&number.to_string())).collect();
        for pair in nodes.windows(2) {
            graph.feeds(pair[0], pair[1]);
        }
        assert_eq!(graph.places()[nodes[99_999]].level, 99_999);
        graph.feeds(nodes[99_999], nodes[0]);
        assert_eq!(graph.places()[nodes[7]], Place { level: 0, circle: Some(0) });
    }
}
