use super::super::html;
use super::page;
use crate::model::assessment::{Assessment, Finding, Score, Since, Status, WaiverRow, WaiverState};
use crate::model::comply::{Severity, all};
use crate::model::waiver::Waiver;

/// An assessment of so many findings, the last of them waived.
fn assessment(findings: usize) -> Assessment {
    let rules = all();
    let finding = |at: usize| Finding {
        severity: Severity::ALL[at % 5],
        rule: rules[at % rules.len()].id,
        object: format!("session:REP::SALES_DWH/wf_sales_daily_{}/s_m_load_fact_sales_{at}", at % 97).into(),
        part: "Pre-session command".into(),
        file: format!("exports/SALES_DWH/wf_sales_daily_{}.xml", at % 97).into(),
        line: at as u64,
        expected: "no secret in a command".into(),
        actual: format!("a password in word {}", at % 211).into(),
        digest: format!("{at:064x}").into(),
        first_seen: "2026-11-21T02:00:00Z".into(),
        last_seen: "2026-11-29T02:00:00Z".into(),
        fingerprint: format!("{:032x}", at as u128 * 0x9E37_79B9_7F4A_7C15_F39C_C060).into(),
        status: if at + 1 == findings { Status::Waived } else { Status::Active },
        waiver: (at + 1 == findings).then_some(0),
    };
    let waiver = Waiver {
        rule: rules[0].id.to_owned(),
        justification: "agreed".to_owned(),
        approver: "ann".to_owned(),
        expires: "2026-12-01".to_owned(),
        ..Waiver::default()
    };
    Assessment {
        findings: (0..findings).map(finding).collect(),
        waivers: vec![WaiverRow { waiver, state: WaiverState::Expiring, covers: 1, why: String::new() }],
        score: Score { before_waivers: 873, after_waivers: 910 },
        since: Some(Since { than: "snapshot 1".to_owned(), new: Vec::new(), fixed: 3, unchanged: 4 }),
        ..Assessment::default()
    }
}

#[test]
fn thirty_thousand_findings_fit_and_what_is_left_out_is_counted() {
    let rendered = html(&page(&assessment(30_000), "2026-11-29T00:00:00Z", Vec::new()));
    assert!(rendered.text.len() <= 5_000_000, "{}", rendered.text.len());
    assert!(rendered.left_out > 0 && rendered.left_out < 30_000, "{}", rendered.left_out);
    assert!(rendered.text.contains("30,000") || rendered.text.contains("29,999"), "all are counted");
}

#[test]
fn a_waiver_stands_beside_its_finding() {
    let rendered = html(&page(&assessment(3), "2026-11-29T00:00:00Z", Vec::new())).text;
    for shown in ["91.0", "87.3 without waivers", "ann, until 2026-12-01: agreed", "3 fixed, 4 unchanged", "expiring"] {
        assert!(rendered.contains(shown), "{shown} is missing");
    }
}
