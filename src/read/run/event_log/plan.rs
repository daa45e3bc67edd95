//! The plan tree of an SQL event → its nodes, in the order of the plan.
//!
//! Owns the walk over `sparkPlanInfo`. It goes without recursion: the plan of a dozen sort-merge joins is nested deeper than
//! serde_json follows. The event was parsed before, so its brackets and quotes are known to fit.

use memchr::memchr2;

/// A node of a plan.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// `nodeName`, for example `SortMergeJoin(skew=true)`.
    pub(super) name: String,
    /// The node above it, by place.
    parent: Option<usize>,
    /// Its metrics: name and accumulator.
    pub(super) metrics: Vec<(String, i64)>,
}

/// Deepest nesting that is followed. A plan that Spark can run is far below: its own visitors are recursive.
const DEEPEST: usize = 100_000;

#[derive(Clone, Copy)]
enum Place {
    Event,
    Node(usize),
    Children(usize),
    Metrics(usize),
    Metric(usize),
    Other,
}

struct Frame<'a> {
    place: Place,
    is_list: bool,
    /// The key whose value is awaited, with its quotes; empty before a key.
    key: &'a [u8],
}

#[derive(Default)]
struct Walk<'a> {
    frames: Vec<Frame<'a>>,
    nodes: Vec<Node>,
    metric: (String, Option<i64>),
}

/// The nodes of the plan of an event. What stands below a reused exchange or subquery ran elsewhere in the plan and is left
/// out, else its figures would count twice.
pub(super) fn nodes(event: &[u8]) -> Vec<Node> {
    let mut walk = Walk::default();
    let mut at = 0;
    while let Some(byte) = event.get(at) {
        let end = match byte {
            b'"' => after_string(event, at),
            b'{' | b'[' | b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => at + 1,
            _ => after_scalar(event, at),
        };
        match byte {
            b'{' | b'[' if walk.frames.len() == DEEPEST => break,
            b'{' | b'[' => walk.open(*byte == b'['),
            b'}' | b']' => walk.close(),
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => walk.take(&event[at..end]),
        }
        at = end;
    }
    without_reused(walk.nodes)
}

fn after_string(text: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(found) = text.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += found;
        if text[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    text.len()
}

fn after_scalar(text: &[u8], at: usize) -> usize {
    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n');
    text[at..].iter().position(ends).map_or(text.len(), |length| at + length.max(1))
}

fn without_reused(nodes: Vec<Node>) -> Vec<Node> {
    // A parent stands before its children.
    let mut reused: Vec<bool> = Vec::with_capacity(nodes.len());
    for node in &nodes {
        let above = node.parent.is_some_and(|parent| reused[parent] || nodes[parent].name.starts_with("Reused"));
        reused.push(above);
    }
    nodes.into_iter().zip(reused).filter(|(_, reused)| !reused).map(|(node, _)| node).collect()
}

impl<'a> Walk<'a> {
    fn open(&mut self, is_list: bool) {
        let place = match self.frames.last_mut() {
            None => Place::Event,
            Some(frame) => {
                let key = std::mem::take(&mut frame.key);
                match (frame.place, key) {
                    (Place::Event, b"\"sparkPlanInfo\"") => self.node(None),
                    (Place::Children(parent), _) => self.node(Some(parent)),
                    (Place::Node(node), b"\"children\"") => Place::Children(node),
                    (Place::Node(node), b"\"metrics\"") => Place::Metrics(node),
                    (Place::Metrics(node), _) => Place::Metric(node),
                    _ => Place::Other,
                }
            }
        };
        self.frames.push(Frame { place, is_list, key: &[] });
    }

    fn node(&mut self, parent: Option<usize>) -> Place {
        self.nodes.push(Node { parent, ..Node::default() });
        Place::Node(self.nodes.len() - 1)
    }

    fn close(&mut self) {
        if let Some(Frame { place: Place::Metric(node), .. }) = self.frames.pop()
            && let (name, Some(id)) = std::mem::take(&mut self.metric)
        {
            self.nodes[node].metrics.push((name, id));
        }
    }

    /// Takes a key, or a value that is no list and no object.
    fn take(&mut self, raw: &'a [u8]) {
        let Some(frame) = self.frames.last_mut() else { return };
        if frame.is_list {
            return;
        }
        if frame.key.is_empty() {
            frame.key = raw;
            return;
        }
        let key = std::mem::take(&mut frame.key);
        match (frame.place, key) {
            (Place::Node(node), b"\"nodeName\"") => text(raw).trim_end().clone_into(&mut self.nodes[node].name),
            (Place::Metric(_), b"\"name\"") => self.metric.0 = text(raw),
            (Place::Metric(_), b"\"accumulatorId\"") => self.metric.1 = serde_json::from_slice(raw).ok(),
            _ => {}
        }
    }
}

fn text(raw: &[u8]) -> String {
    serde_json::from_slice(raw).unwrap_or_default()
}
