//! The lab without a browser: runs links, prints verdicts as a table or as JSON, and estimates what files hold.

mod columns;
mod estimate;
mod run;

use std::{io::Write, process::ExitCode};

use bottleneck_lab::{
    experiments::PAGES,
    lab::{Claim, Page, paper},
};
use serde_json::{Value, json};

const USAGE: &str = "usage:
  replicate list [--json]
  replicate run 'ID?query' [--seeds K] [--device cpu|webgpu] [--json] [--frames]
                           [--svg FOLDER] [--size WIDTHxHEIGHT] [--file PATH]...
  replicate estimate FILE --x COLUMNS --y COLUMNS --estimator 'ID?key=value' [--given COLUMNS]
                          [--permutations N] [--subsamples N] [--seed S] [--json]
  replicate estimate --estimator list [--json]

  list      every experiment with its family, papers and claims
  run       runs a link's query and prints, per claim, what was measured and whether it held
  --seeds   how many seeds to run, counted up from the link's
  --device  where to compute; cpu unless the link says otherwise
  --json    one JSON object on standard output
  --frames  every frame as well
  --svg     every figure as a picture in that folder, light and dark
  --size    the pictures' size in CSS pixels, 960x600 unless given
  --file    a file of one's own that the link names, or is to use; once for each

  estimate  what the columns of a .csv, .npy or .npz file tell of each other
  --x, --y  columns: 0,1 or 0-9 (counted from 0) or their names; of several arrays, NAME or NAME:0,1
  --given   I(X;Y|Z), given these columns too, by an estimator of symbols, ksg1 or gao; without null
  --estimator     an estimator and its settings, as often as wanted; list prints all
  --permutations  shuffles of Y behind the null: 20, for trained estimators 3; below 2 none
  --subsamples    random halves behind the interval: 10, for trained estimators 0; below 2 none
  --seed          of everything drawn; 1 unless given";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command(&arguments) {
        Ok(text) => {
            // A reader that has heard enough may close the pipe.
            let _ = writeln!(std::io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(Failure::BadInput(message)) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
        Err(Failure::Run(message)) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

enum Failure {
    BadInput(String),
    Run(String),
}

fn command(arguments: &[String]) -> Result<String, Failure> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["list"] => Ok(list()),
        ["list", "--json"] => Ok(json!(PAGES.iter().map(described).collect::<Vec<_>>()).to_string()),
        ["run", link, options @ ..] => run::run(link, options),
        ["estimate", options @ ..] => estimate::estimate(options),
        ["help" | "--help" | "-h"] => Ok(USAGE.into()),
        _ => Err(Failure::BadInput(USAGE.into())),
    }
}

fn list() -> String {
    let mut lines = Vec::new();
    for page in PAGES {
        lines.push(format!("{}  {} ({})", page.info.id, page.info.title, page.info.family));
        lines.push(format!("    {}", page.info.question));
        for claim in page.claims {
            lines.push(format!("    {} [{}]: {}", claim.id, source(claim), claim.statement));
        }
    }
    lines.join("\n")
}

fn described(page: &Page) -> Value {
    json!({ "info": page.info, "claims": page.claims, "papers": page.info.papers.iter().filter_map(|key| paper(key)).collect::<Vec<_>>() })
}

fn source(claim: &Claim) -> String {
    paper(claim.paper).map_or(claim.paper.into(), |it| format!("{} {}", it.authors, it.year))
}
