//! The surroundings of a run without a browser: the clock, and one thread for work aside.

use std::{sync::mpsc, time::Instant};

use futures::channel::oneshot;

use super::{protocol::Event, serve::Surroundings};
use crate::lab::Job;

type Task = (&'static str, Vec<u8>, oneshot::Sender<Result<Vec<u8>, String>>);

/// Surroundings on this thread, with one more thread for tasks.
pub fn surroundings(jobs: &'static [Job], emit: impl Fn(Event) + 'static) -> Surroundings {
    let began = Instant::now();
    let (sender, tasks) = mpsc::channel::<Task>();
    std::thread::spawn(move || {
        for (experiment, task, answer) in tasks {
            let job = jobs.iter().find(|job| job.id == experiment);
            let result = match job {
                Some(job) => job.aside(&task).map_err(|error| error.to_string()),
                None => Err(format!("there is no experiment “{experiment}”")),
            };
            // Whoever asked may have been stopped.
            let _ = answer.send(result);
        }
    });
    Surroundings {
        emit: Box::new(emit),
        yield_now: Box::new(|| {
            let mut yielded = false;
            Box::pin(std::future::poll_fn(move |context| {
                if yielded {
                    return std::task::Poll::Ready(());
                }
                yielded = true;
                context.waker().wake_by_ref();
                std::task::Poll::Pending
            }))
        }),
        now: Box::new(move || began.elapsed().as_secs_f64() * 1e3),
        aside: Box::new(move |experiment, task| {
            let (answer, receiver) = oneshot::channel();
            let sent = sender.send((experiment, task, answer));
            Box::pin(async move {
                match sent {
                    Ok(()) => receiver.await.unwrap_or_else(|_| Err("the task's thread ended".into())),
                    Err(_) => Err("the task's thread ended".into()),
                }
            })
        }),
    }
}
