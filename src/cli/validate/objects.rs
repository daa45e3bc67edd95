//! Connection objects for `catalog validate`.

use crate::answer::design::Standing;
use crate::answer::validate::connection_object::{Around, named, object, references};
use crate::cli::exit::Failure;
use crate::cli::now;
use crate::model::connection::{Connection, StoredTest};
use crate::model::environment::Environment;
use crate::model::finding::Finding;
use crate::store::{Catalog, credential};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The connection objects of the catalog, and which of them sessions named so far.
pub(in crate::cli) struct Objects {
    environment: Environment,
    connections: Vec<Connection>,
    credentials: BTreeSet<String>,
    /// By environment, where tests are asked for.
    tests: Option<BTreeMap<String, Vec<StoredTest>>>,
    now: String,
    named: RefCell<BTreeSet<String>>,
}

impl Objects {
    pub(in crate::cli) fn gather(catalog: &Catalog, environment: &Environment, connect: bool) -> Result<Self, Failure> {
        Self::gather_at(catalog, environment, connect, None)
    }

    /// The same with connections as they were at a time, UTC.
    pub(in crate::cli) fn gather_at(
        catalog: &Catalog,
        environment: &Environment,
        connect: bool,
        at: Option<&str>,
    ) -> Result<Self, Failure> {
        let everywhere = environment.name.is_empty();
        let connections =
            if everywhere { catalog.all_connections(at)? } else { catalog.connections(&environment.name, at)? };
        let mut tests = BTreeMap::new();
        if connect {
            let own = connections.iter().map(|one| one.environment.to_string()).filter(|_| everywhere);
            for asked in own.chain([environment.name.clone()]) {
                tests.insert(asked.clone(), catalog.newest_tests(&asked)?);
            }
        }
        Ok(Self {
            environment: environment.clone(),
            connections,
            credentials: credential::all(catalog)?.into_iter().map(|one| one.credential.to_string()).collect(),
            tests: connect.then_some(tests),
            now: now(),
            named: RefCell::default(),
        })
    }

    /// What is to be said of the connections that a session names.
    pub(in crate::cli) fn session(&self, standing: &Standing<'_>) -> Vec<Finding> {
        let known: BTreeSet<&str> = self.connections.iter().map(|one| one.name.as_str()).collect();
        self.named.borrow_mut().extend(named(standing, &self.environment));
        references(standing, &self.environment, &known)
    }

    /// What is to be said of the objects themselves: all, or those that were named.
    pub(in crate::cli) fn findings(&self, all: bool) -> Vec<Finding> {
        let named = self.named.borrow();
        let wanted = self.connections.iter().filter(|one| all || named.contains(one.name.as_str()));
        wanted.flat_map(|one| self.object(one)).collect()
    }

    fn object(&self, connection: &Connection) -> Vec<Finding> {
        let everywhere = self.environment.name.is_empty();
        let asked = if everywhere { connection.environment.as_str() } else { &self.environment.name };
        let tests = self.tests.as_ref().map(|all| all.get(asked).map_or(&[][..], Vec::as_slice));
        object(connection, &Around { credentials: &self.credentials, tests, now: &self.now })
    }
}
