//! `catalog show`.

use super::effective;
use super::exit::{DONE, Failure, Outcome, STORE, USAGE};
use super::object::{self, Wanted};
use super::output;
use super::reveal::{Reveal, Written};
use super::settings::Settings;
use crate::answer::layers::{Layer, defaults};
use crate::answer::session_file::unsaid;
use crate::answer::show::{Around, show};
use crate::model::Text;
use crate::model::address::{Address, full};
use crate::model::attribute::Attribute;
use crate::model::content::{Definition, Value};
use crate::model::object::{Key, Kind};
use crate::model::session::Session;
use crate::model::session_attribute::{CONFIG_DEFAULTS, SESSION_DEFAULTS};
use crate::model::workflow::TaskInstance;
use crate::read::{content, tree};
use crate::render::session_file::{self, Origin};
use crate::render::{json, show as rendered, table};
use crate::store::Catalog;
use crate::store::export::DefinitionText;
use crate::store::find::Object;

/// Show one object: facts, parts, and every attribute of a session with its origin
///
/// A session's attributes are layered: product default, configuration object, session, task instance; the innermost wins.
/// The address of a task instance shows the reusable session as it stands there.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog show s_m_dim_customer\n  \
                        catalog show mapping:SALES_DWH/stock_snapshot --format json\n  \
                        catalog show SALES_DWH/wf_sales_daily@latest --xml\n  \
                        catalog show s_m_dim_customer --effective\n  \
                        catalog show s_m_dim_customer --format yaml")]
pub(super) struct ShowArgs {
    /// [kind:][REPOSITORY::]FOLDER/WORKFLOW/NAME[@SNAPSHOT], or any clear suffix of it
    #[arg(value_name = "ADDRESS")]
    address: String,
    /// Print the stored element instead
    #[arg(long)]
    xml: bool,
    /// Of a session: every attribute in effect in one table, transformations, readers and writers too
    #[arg(long, conflicts_with = "xml")]
    effective: bool,
    /// Put sealed secrets back in; it takes an identity that opens them, and the audit log tells of it
    #[arg(long)]
    reveal: bool,
    /// How the object is written
    #[arg(long, value_enum, default_value = "text", conflicts_with = "xml")]
    format: ShowFormat,
}

/// How an object is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ShowFormat {
    /// For people
    Text,
    /// For programs; the shapes are in the README
    Json,
    /// A session file, which `catalog ingest` reads (sessions only)
    Yaml,
}

pub(super) fn run(args: &ShowArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let wanted = object::wanted(&catalog, &args.address)?;
    let what = format!("show {} --reveal", args.address);
    let reveal = Reveal::new(args.reveal, settings, &catalog, wanted.at, &what)?;
    if args.effective {
        let listing = effective::listing(&catalog, &wanted)?;
        let text = match args.format {
            ShowFormat::Text => reveal.text(table::table(&listing, reveal.width()), Written::Text)?,
            ShowFormat::Json => reveal.text(json::pretty(&json::listing(&listing)), Written::Json)?,
            ShowFormat::Yaml => return Err(Failure::new(USAGE, "--effective is written as text or JSON")),
        };
        output::answer(&text)?;
        return Ok(DONE);
    }
    let (found, instance) = match task_instance(&catalog, &wanted)? {
        Some((object, instance)) => (object, Some(instance)),
        None => (object::one(&catalog, &wanted)?, None),
    };
    let text = catalog.definition_text(found.definition)?;
    if args.xml {
        output::data(&format!("{}\n", reveal.text(text.xml, Written::Xml)?))?;
        return Ok(DONE);
    }
    if args.format == ShowFormat::Yaml {
        output::data(&reveal.text(session_file(&found, &text, instance.is_some())?, Written::Json)?)?;
        return Ok(DONE);
    }
    let definition = read(&text)?;
    let address = instance.as_ref().map_or_else(|| object::address(&found), |standing| standing.address.clone());
    let around = around(&catalog, &found, &definition, &text, instance, wanted.at)?;
    let mut shown = show(&definition.value, &around);
    if address != object::address(&found) {
        shown.facts.insert(0, ("stands for", object::address(&found)));
    }
    if !found.dialect.is_empty() {
        shown.facts.push(("dialect", found.dialect.clone()));
    }
    let heading = rendered::Heading { address, file: found.file.clone(), line: found.line, since: found.since };
    output::answer(&match args.format {
        ShowFormat::Json => reveal.text(json::pretty(&rendered::json(&heading, &shown)), Written::Json)?,
        ShowFormat::Text | ShowFormat::Yaml => {
            reveal.text(rendered::text(&heading, &shown, reveal.width()), Written::Text)?
        }
    })?;
    Ok(DONE)
}

/// Writes a session as a session file; what that cannot say stands in comments.
fn session_file(found: &Object, text: &DefinitionText, as_instance: bool) -> Result<String, Failure> {
    let Value::Session(session) = read(text)?.value else {
        let message = format!("{} is no session; only sessions are written as YAML", object::address(found));
        return Err(Failure::new(USAGE, message).hint("use --format text, --format json or --xml"));
    };
    let tree = tree::parse(&text.xml).map_err(|_| Failure::new(STORE, "the catalog is damaged"))?;
    let mut unsaid = tree.root().map(unsaid).unwrap_or_default();
    if !found.key.path.is_empty() {
        unsaid.insert(0, format!("that it stands in {}", found.key.path));
    }
    if as_instance {
        unsaid.insert(0, "what the task instance lays over the session".to_owned());
    }
    let origin = Origin { address: object::address(found), place: (&found.repository, &found.folder), unsaid };
    Ok(session_file::text(&session, &origin))
}

/// Reads the definition behind stored XML.
pub(super) fn read(text: &DefinitionText) -> Result<Definition, Failure> {
    let damaged = |what: &str| Failure::new(STORE, format!("the catalog is damaged: a definition {what}"));
    let tree = tree::parse(&text.xml).map_err(|_| damaged("does not parse"))?;
    content::content(&tree).definitions.into_iter().next().ok_or_else(|| damaged("is empty"))
}

/// A task instance and where its workflow stands.
pub(super) struct Standing {
    /// Address of the instance.
    pub(super) address: String,
    instance: TaskInstance,
    /// The workflow or worklet that it stands in.
    pub(super) workflow: DefinitionText,
}

/// Where an address names no object but a task instance of a reusable session: that session, and the instance.
pub(super) fn task_instance(catalog: &Catalog, wanted: &Wanted) -> Result<Option<(Object, Standing)>, Failure> {
    let Some((name, before)) = wanted.address.segments.split_last() else { return Ok(None) };
    if before.is_empty() || !object::candidates(catalog, wanted)?.is_empty() {
        return Ok(None);
    }
    let address = Address { kind: None, segments: before.to_vec(), ..wanted.address.clone() };
    let parent = Wanted { text: wanted.text.clone(), address, at: wanted.at };
    let mut parents = object::candidates(catalog, &parent)?;
    parents.retain(|object| matches!(object.key.kind, Kind::Workflow | Kind::Worklet));
    let mut found = Vec::new();
    for parent in parents {
        found.extend(instance_in(catalog, &parent, name, wanted.at)?);
    }
    let full = found.iter().position(|(_, standing)| wanted.address.text == standing.address);
    Ok(match (full, found.len()) {
        (Some(at), _) => Some(found.swap_remove(at)),
        (None, 1) => found.pop(),
        (None, _) => None,
    })
}

/// The task instance of a name in a workflow or worklet, and its reusable session.
fn instance_in(catalog: &Catalog, parent: &Object, name: &str, at: i64) -> Result<Option<(Object, Standing)>, Failure> {
    let workflow = catalog.definition_text(parent.definition)?;
    let Value::Workflow(value) = read(&workflow)?.value else { return Ok(None) };
    let Some(instance) = value.task_instances.into_iter().find(|instance| instance.name == *name) else {
        return Ok(None);
    };
    let mut sessions = catalog.objects_named(&instance.task, at)?;
    sessions.retain(|object| {
        object.folder_id == parent.folder_id && object.key.path.is_empty() && object.key.kind == Kind::Session
    });
    let inside = if parent.key.path.is_empty() {
        parent.key.name.clone()
    } else {
        format!("{}/{}", parent.key.path, parent.key.name).into()
    };
    let key = Key { kind: Kind::Session, path: inside, name: instance.name.clone(), qualifier: Text::default() };
    let address = full(&parent.repository, &parent.folder, &key);
    Ok(sessions.pop().map(|session| (session, Standing { address, instance, workflow })))
}

fn around(
    catalog: &Catalog,
    found: &Object,
    definition: &Definition,
    text: &DefinitionText,
    standing: Option<Standing>,
    at: i64,
) -> Result<Around, Failure> {
    let own = |origin: &str, attributes: &[Attribute]| layer(origin, text, attributes);
    match &definition.value {
        Value::Config(config) => Ok(Around {
            layers: vec![defaults(CONFIG_DEFAULTS), own("config", &config.attributes)],
            ..Around::default()
        }),
        Value::Session(session) => {
            let standing = match standing {
                Some(standing) => Some(standing),
                None => own_instance(catalog, found, at)?,
            };
            around_session(catalog, found, session, text, standing, at)
        }
        _ => Ok(Around::default()),
    }
}

/// The task instance of a session that stands in a workflow or worklet itself.
fn own_instance(catalog: &Catalog, found: &Object, at: i64) -> Result<Option<Standing>, Failure> {
    let Some(name) = found.key.path.split('/').next_back().filter(|name| !name.is_empty()) else { return Ok(None) };
    let before = found.key.path.len() - name.len();
    let path = found.key.path[..before].trim_end_matches('/');
    let mut parents = catalog.objects_named(name, at)?;
    parents.retain(|object| {
        object.folder_id == found.folder_id
            && object.key.path == path
            && matches!(object.key.kind, Kind::Workflow | Kind::Worklet)
    });
    // A workflow and a worklet may share a name.
    for parent in parents {
        let workflow = catalog.definition_text(parent.definition)?;
        let Value::Workflow(value) = read(&workflow)?.value else { continue };
        let instance = value.task_instances.into_iter().find(|one| one.task == found.key.name && !one.reusable);
        if let Some(instance) = instance {
            return Ok(Some(Standing { address: object::address(found), instance, workflow }));
        }
    }
    Ok(None)
}

fn around_session(
    catalog: &Catalog,
    found: &Object,
    session: &Session,
    text: &DefinitionText,
    standing: Option<Standing>,
    at: i64,
) -> Result<Around, Failure> {
    let mut layers = vec![defaults(SESSION_DEFAULTS), defaults(CONFIG_DEFAULTS)];
    if let Some((config, stored)) = in_folder(catalog, found, &session.config.config, &Kind::Config, at)?
        && let Value::Config(config) = config.value
    {
        layers.push(layer(&format!("config {}", config.name), &stored, &config.attributes));
    }
    layers.push(layer("session", text, &session.attributes));
    layers.push(layer("session (config override)", text, &session.config.attributes));
    if let Some(standing) = &standing {
        let origin = format!("task instance {}", standing.instance.name);
        layers.push(layer(&origin, &standing.workflow, &standing.instance.attributes));
        layers.push(layer(
            &format!("{origin} (config override)"),
            &standing.workflow,
            &standing.instance.config.attributes,
        ));
    }
    let mut transformations = Vec::new();
    if let Some((mapping, stored)) = in_folder(catalog, found, &session.mapping, &Kind::Mapping, at)?
        && let Value::Mapping(mapping) = mapping.value
    {
        for one in mapping.transformations {
            let layer = layer("mapping", &stored, &one.attributes);
            transformations.push((one, layer));
        }
    }
    let overrides = session.transformations.iter().map(|one| layer("session", text, &one.attributes)).collect();
    Ok(Around { layers, transformations, overrides, instance: standing.map(|standing| standing.instance) })
}

fn layer(origin: &str, text: &DefinitionText, attributes: &[Attribute]) -> Layer {
    Layer {
        origin: origin.to_owned(),
        file: text.file.clone(),
        lines_before: text.lines_before,
        attributes: attributes.to_vec(),
    }
}

/// An object at folder level in the folder of another one.
fn in_folder(
    catalog: &Catalog,
    beside: &Object,
    name: &str,
    kind: &Kind,
    at: i64,
) -> Result<Option<(Definition, DefinitionText)>, Failure> {
    let mut found = catalog.objects_named(name, at)?;
    found.retain(|object| {
        object.folder_id == beside.folder_id && object.key.kind == *kind && object.key.path.is_empty()
    });
    let Some(object) = found.first() else { return Ok(None) };
    let text = catalog.definition_text(object.definition)?;
    Ok(Some((read(&text)?, text)))
}
