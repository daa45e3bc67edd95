//! Runs, data quality, promises and cost: the newest runs of each place go by once, and each answer takes what it needs.

use super::Asking;
use crate::answer::comply::book::like;
use crate::answer::monitor::promise::kept;
use crate::answer::report::cost::{Spent, of_spark};
use crate::answer::report::quality::Quality;
use crate::answer::report::ran::{Ran, seconds};
use crate::answer::report::volume::Volumes;
use crate::answer::report::window::Window;
use crate::cli::exit::Failure;
use crate::model::price::Prices;
use crate::model::run::{KnownRun, Line, Lines, Platform, Run};
use crate::model::sla::Sla;
use crate::render::report::Section;
use crate::render::report::section::{cost, promise, quality, runs};

/// Newest runs that are read of each place: a window of a month of daily runs, and as many before it for medians.
const MOST: i64 = 60;

/// What goes by.
#[derive(Default)]
struct Told {
    ran: Ran,
    quality: Quality,
    volumes: Volumes,
    promised: Vec<KnownRun>,
    spent: Vec<(String, String, Spent)>,
}

pub(super) fn sections(asking: &Asking<'_>) -> Result<Vec<Section>, Failure> {
    let until = asking.until_local();
    let newest = asking.catalog.newest_run(until, asking.folder())?.unwrap_or_default();
    let window = Window::ending(&newest);
    let mut told = Told::default();
    asking.catalog.run_lines::<Failure>(until, asking.folder(), MOST, &mut |lines| {
        told.ran.add(&window, &lines);
        told.quality.add(&window, &lines);
        told.volumes.add(&window, &lines);
        if let Some(prices) = &asking.given.prices {
            let own = spent(asking, prices, &window, &lines)?;
            told.spent.push((lines.folder.to_string(), lines.address(), own));
        }
        if let Some(slas) = &asking.given.slas {
            // Of sessions that nothing was promised of, the newest run still says how far the runs reach.
            let all = if may_be_promised(slas, &lines.address()) { 0 } else { lines.runs.len().saturating_sub(1) };
            told.promised.extend(known(lines).skip(all));
        }
        Ok(())
    })?;
    told.promised.sort_by(|a, b| (&a.run.started_at, a.id).cmp(&(&b.run.started_at, b.id)));
    let promises = asking.given.slas.as_ref().map(|slas| kept(&told.promised, slas, &asking.until));
    let mut all = vec![runs::runs(&window, &told.ran, &told.volumes), quality::quality(&told.quality)];
    all.push(promise::promises(promises.as_deref()));
    all.extend(asking.given.prices.as_ref().map(|prices| cost::cost(&window, prices, &told.spent)));
    Ok(all)
}

/// True where a promise may be asked of a session, or of the workflow or folder around it.
fn may_be_promised(slas: &[Sla], address: &str) -> bool {
    slas.iter().any(|sla| {
        let below = address.strip_prefix(sla.scope.as_str());
        like(&sla.scope, address) || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// What the runs of a session in the window spent. The facts of a Spark run are read only where they have a price.
fn spent(asking: &Asking<'_>, prices: &Prices, window: &Window, lines: &Lines) -> Result<Spent, Failure> {
    let mut all = Spent::default();
    for run in lines.runs.iter().filter(|run| window.holds(&run.started_at)) {
        let took = seconds(run).unwrap_or(0).max(0);
        match run.platform {
            Platform::PowerCenter => all.session_seconds = all.session_seconds.saturating_add(took),
            Platform::Spark if prices.core_hour.or(prices.gib_hour).is_some() => {
                let facts = asking.catalog.run_facts(run.id)?;
                all.add(&of_spark(&Run { facts, ..Run::default() }, took));
            }
            Platform::Spark => {}
        }
    }
    Ok(all)
}

/// Runs as promises are asked of them.
fn known(lines: Lines) -> impl Iterator<Item = KnownRun> {
    let Lines { repository, folder, workflow, path, session, runs } = lines;
    let place = Run { repository, folder, workflow, path, session, ..Run::default() };
    runs.into_iter().map(move |line: Line| KnownRun {
        id: line.id,
        run: Run {
            platform: line.platform,
            started_at: line.started_at,
            ended_at: line.ended_at,
            status: line.status,
            source: line.source,
            target: line.target,
            error_code: line.error_code,
            error: line.error,
            run_id: line.workflow_run,
            ..place.clone()
        },
        file: String::new(),
    })
}
