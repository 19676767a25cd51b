//! All that a link's runs gave, as JSON: for downloads and for programs.

use serde_json::{Value, json};

use super::{
    papers::paper,
    params::Params,
    repeats::{Link, Repeats},
};

impl Repeats {
    /// The link of these params, the experiment, every claim with what the runs together say of it, and every run with its
    /// own link, its verdicts and its frames. Information in nats.
    pub fn to_json(&self, params: &Params) -> Value {
        let page = self.page();
        let tallies = self.tallies(usize::MAX);
        let verdicts = page.claims.iter().zip(&tallies).map(|(claim, tally)| {
            let mut verdict = json!(tally);
            verdict["paper"] = json!(paper(claim.paper));
            verdict["statement"] = json!(claim.statement);
            verdict["criterion"] = json!(claim.criterion);
            verdict
        });
        let runs = self.params().iter().enumerate().filter_map(|(repeat, params)| {
            let replay = self.replay(repeat)?;
            Some(json!({
                "link": Link::text(page, params),
                "verdicts": replay.verdicts(usize::MAX),
                "frames": replay.to_json(),
            }))
        });
        json!({
            "link": Link::text(page, params),
            "experiment": page.info,
            "verdicts": verdicts.collect::<Vec<_>>(),
            "runs": runs.collect::<Vec<_>>(),
        })
    }
}
