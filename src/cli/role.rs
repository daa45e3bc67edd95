//! `catalog role`.

use super::exit::{DONE, Failure, INPUT, Outcome, USAGE};
use super::list::{self, ListFormat};
use super::membership::{RESEALED, change, drop_idle, role_of};
use super::settings::Settings;
use super::vault::Vault;
use super::{Format, output};
use crate::model::Text;
use crate::model::audit::{Act, Action};
use crate::model::listing::{Cell, Listing};
use crate::model::role::{Grant, Right, Role};
use crate::render::json;
use crate::render::table::harmless;
use crate::store::Catalog;
use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Say who may open what
#[derive(Debug, Subcommand)]
pub(super) enum RoleCommand {
    /// List the roles with their members and grants
    #[command(after_help = "Example:\n  catalog role list")]
    List {
        /// How the rows are written
        #[arg(long, value_enum, default_value = "text")]
        format: ListFormat,
    },
    /// Show one role
    #[command(after_help = "Example:\n  catalog role show owner")]
    Show {
        /// Name of the role
        role: String,
        /// How it is written
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Add a role, without members and grants
    #[command(after_help = "Example:\n  catalog role add testers")]
    Add {
        /// Name of the role
        role: String,
    },
    /// Remove a role
    ///
    /// What its members could open by it is sealed again without them, and marked to be rotated.
    #[command(after_help = "Example:\n  catalog role remove auditors")]
    Remove {
        /// Name of the role
        role: String,
    },
    /// Allow something to the members of a role
    ///
    /// read-secret and test open secrets: those are sealed to the members, which is cryptography. write-secret, ingest and
    /// report are checked by this program alone, and only once some role has them.
    #[command(after_help = "Example:\n  catalog role grant auditors report '*'")]
    Grant(GrantArgs),
    /// Take a grant back
    ///
    /// What the members could open by it is sealed again without them, and marked to be rotated.
    #[command(after_help = "Example:\n  catalog role revoke auditors read-secret '*'")]
    Revoke(GrantArgs),
    /// Give a role to a member
    ///
    /// The member is known already; `catalog key add-recipient` adds a new one.
    #[command(after_help = "Example:\n  catalog role add-member auditors ann")]
    AddMember(MemberArgs),
    /// Take a role from a member
    ///
    /// What the member could open is sealed again without the member, and marked to be rotated: it may have been read.
    #[command(after_help = "Example:\n  catalog role remove-member auditors ann")]
    RemoveMember(MemberArgs),
}

/// A grant as the user names it.
#[derive(Debug, clap::Args)]
pub(super) struct GrantArgs {
    /// Name of the role
    role: String,
    /// What is allowed
    #[arg(value_parser = rights())]
    right: Right,
    /// Credentials or connections, by name; * stands for any text
    pattern: String,
    /// Only connections of this environment
    #[arg(long, value_name = "NAME", default_value = "")]
    env: String,
}

/// A member of a role as the user names it.
#[derive(Debug, clap::Args)]
pub(super) struct MemberArgs {
    /// Name of the role
    role: String,
    /// Name of the member
    member: String,
}

fn rights() -> impl TypedValueParser<Value = Right> {
    let find = |word: String| Right::ALL.iter().find(|(known, _)| *known == word).map(|(_, right)| *right);
    PossibleValuesParser::new(Right::ALL.map(|(word, _)| word)).try_map(move |word| find(word).ok_or("no such right"))
}

impl GrantArgs {
    /// To ingest and to report concerns the whole catalog: any other pattern would fit nothing and lock everybody out.
    fn is_sensible(&self) -> Result<(), Failure> {
        let whole = matches!(self.right, Right::Ingest | Right::Report);
        if whole && self.pattern != "*" || self.right == Right::Report && !self.env.is_empty() {
            let message = format!("{} is for the whole catalog", self.right.word());
            return Err(Failure::new(USAGE, message).hint("its pattern is '*', and only `ingest` has an environment"));
        }
        Ok(())
    }

    fn grant(&self) -> Grant {
        Grant { right: self.right, pattern: self.pattern.as_str().into(), environment: self.env.as_str().into() }
    }
}

pub(super) fn run(command: &RoleCommand, settings: &Settings) -> Outcome {
    match command {
        RoleCommand::List { format } => list::print(&listing(&roles(settings)?), *format),
        RoleCommand::Show { role, format } => show(&roles(settings)?, role, *format),
        RoleCommand::Add { role } => change(settings, "role add", &noted(role, "added".to_owned()), |list| {
            if role.trim().is_empty() {
                return Err(Failure::new(USAGE, "a role has a name"));
            }
            if list.roles.iter().all(|one| one.name != *role) {
                list.roles.push(Role { name: role.into(), members: Vec::new(), grants: Vec::new() });
            }
            Ok(())
        }),
        RoleCommand::Remove { role } => change(settings, "role remove", &noted(role, "removed".to_owned()), |list| {
            role_of(list, role)?;
            list.roles.retain(|one| one.name != *role);
            drop_idle(list);
            Ok(())
        }),
        RoleCommand::Grant(args) => {
            args.is_sensible()?;
            change(settings, "role grant", &noted(&args.role, format!("granted {}", said(&args.grant()))), |list| {
                let role = role_of(list, &args.role)?;
                let grant = args.grant();
                if !role.grants.contains(&grant) {
                    role.grants.push(grant);
                }
                Ok(())
            })
        }
        RoleCommand::Revoke(args) => {
            change(settings, "role revoke", &noted(&args.role, format!("revoked {}", said(&args.grant()))), |list| {
                let role = role_of(list, &args.role)?;
                without(&mut role.grants, &args.grant(), || format!("role {} has no such grant", args.role))
            })
        }
        RoleCommand::AddMember(args) => change(settings, "role add-member", &membership(args, "got"), |list| {
            if list.members.iter().all(|one| one.name != args.member) {
                let hint = format!("`catalog key add-recipient {} age1... --role {}` adds one", args.member, args.role);
                return Err(Failure::new(INPUT, format!("there is no member {}", args.member)).hint(hint));
            }
            let role = role_of(list, &args.role)?;
            if role.members.iter().all(|one| *one != args.member) {
                role.members.push(args.member.as_str().into());
            }
            Ok(())
        }),
        RoleCommand::RemoveMember(args) => change(settings, "role remove-member", &membership(args, "lost"), |list| {
            let role = role_of(list, &args.role)?;
            let name = Text::from(args.member.as_str());
            without(&mut role.members, &name, || format!("role {} has no member {name}", args.role))?;
            drop_idle(list);
            Ok(())
        }),
    }
}

/// What the audit log says of a change of a role.
fn noted(role: &str, detail: String) -> Act {
    Act { action: Action::Role, subjects: vec![format!("role:{role}").into(), RESEALED.into()], detail }
}

fn membership(args: &MemberArgs, what: &str) -> Act {
    let names = [format!("role:{}", args.role), format!("member:{}", args.member), RESEALED.to_owned()];
    let subjects = names.map(Text::from).to_vec();
    Act { action: Action::Role, subjects, detail: format!("{} {what} {}", args.member, args.role) }
}

/// Takes one out of a list that must hold it.
fn without<T: PartialEq>(all: &mut Vec<T>, one: &T, message: impl FnOnce() -> String) -> Result<(), Failure> {
    let before = all.len();
    all.retain(|other| other != one);
    if all.len() == before {
        return Err(Failure::new(INPUT, message()).hint("`catalog role list` shows what there is"));
    }
    Ok(())
}

fn roles(settings: &Settings) -> Result<Vec<Role>, Failure> {
    let catalog = Catalog::open_read(&settings.catalog)?;
    Ok(Vault::needed(settings, &catalog)?.members()?.roles.clone())
}

fn said(grant: &Grant) -> String {
    let environment = if grant.environment.is_empty() { String::new() } else { format!("@{}", grant.environment) };
    format!("{} {}{environment}", grant.right.word(), grant.pattern)
}

fn listing(roles: &[Role]) -> Listing {
    let rows = roles.iter().map(|role| {
        let grants: Vec<String> = role.grants.iter().map(said).collect();
        vec![Cell::Text(role.name.to_string()), Cell::Text(role.members.join(", ")), Cell::Text(grants.join(", "))]
    });
    Listing { columns: vec!["role", "members", "grants"], rows: rows.collect() }
}

fn show(roles: &[Role], name: &str, format: Format) -> Outcome {
    let role = roles.iter().find(|role| role.name == name);
    let role = role.ok_or_else(|| {
        Failure::new(INPUT, format!("there is no role {name}")).hint("`catalog role list` shows them")
    })?;
    match format {
        Format::Json => output::answer(&json::pretty(role))?,
        Format::Text => {
            let mut text = format!("role {}\nmembers: {}\n", harmless(&role.name), harmless(&role.members.join(", ")));
            for grant in &role.grants {
                text.push_str(&format!("  {}\n", harmless(&said(grant))));
            }
            output::answer(&text)?;
        }
    }
    Ok(DONE)
}
