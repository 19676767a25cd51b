//! The papers, and the claims that stand for them.

use leptos::prelude::*;

use super::state::Lab;
use crate::lab::PAPERS;

pub fn papers(lab: Lab) -> impl IntoView {
    let rows = PAPERS.iter().map(|paper| {
        let claims: Vec<_> = lab
            .pages
            .iter()
            .flat_map(|page| page.claims.iter().filter(|claim| claim.paper == paper.key).map(move |claim| (page, claim)))
            .map(|(page, claim)| {
                view! { <li><a href=format!("#/{}", page.info.id)>{page.info.title}</a> ": " {claim.statement}</li> }
            })
            .collect();
        let cited: Vec<_> = lab.pages.iter().filter(|page| page.info.papers.contains(&paper.key)).collect();
        let stands = if claims.is_empty() {
            let names = cited.iter().map(|page| page.info.title).collect::<Vec<_>>().join(", ");
            view! { <p class="facts">"Method or setting used in: " {names} ". No claim of its own is decided here."</p> }
                .into_any()
        } else {
            view! { <ul>{claims}</ul> }.into_any()
        };
        view! {
            <tr>
                <td><a href=paper.url rel="noreferrer" target="_blank">{paper.title}</a><br/>
                    <span class="facts">{paper.authors} ", " {paper.venue} ", " {paper.year}</span></td>
                <td>{stands}</td>
            </tr>
        }
    });
    view! {
        <section class="papers">
            <h1>"Papers"</h1>
            <p class="lead">"What each paper claims, and the experiment whose verdict decides it in your own run."</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Papers and claims">
                <table class="figures"><thead><tr><th scope="col">"Paper"</th><th scope="col">"Claims decided here"</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody></table>
            </div>
        </section>
    }
}
