//! A program that is told to stop answers whom it has heard, takes nobody else, and loses nothing.

use reqwest::StatusCode;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};

use super::{
    applicant::{Applicant, apply_together},
    office::fill,
    record::{look, mails_are_there_once},
};
use crate::support::process::Site;

/// Requests that are half there when the program is told to stop.
const HALF: usize = 6;

/// A request of which the server has heard the first half.
struct Half {
    stream: TcpStream,
    rest: Vec<u8>,
}

impl Half {
    /// Sends the head and half of the body, once the server said that it listens to this one.
    async fn send(site: &Site, one: &mut Applicant) -> Self {
        let (form, browser) = one.retitled().await;
        let (address, request) = browser.request_of(&form, None);
        let request = request.build().unwrap();
        let body = request.body().unwrap().as_bytes().unwrap().to_vec();
        let host = site.url().trim_start_matches("http://").to_owned();
        let named = request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
        let length = body.len().to_string();
        let all = named.chain([("host", host.as_str()), ("content-length", &length), ("expect", "100-continue")]);
        let lines: Vec<String> = all.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("POST {address} HTTP/1.1\r\n{}\r\n", lines.concat());
        let mut stream = TcpStream::connect(&host).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = [0; 25];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 100 Continue\r\n\r\n");
        let (first, rest) = body.split_at(body.len() / 2);
        stream.write_all(first).await.unwrap();
        Self { stream, rest: rest.to_vec() }
    }

    /// Sends the other half; what is answered.
    async fn finish(mut self) -> String {
        self.stream.write_all(&self.rest).await.unwrap();
        let mut answer = Vec::new();
        self.stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn applicants_whose_request_has_begun_are_answered_though_the_program_is_told_to_stop() {
    let site = Site::new();
    let (call, mut waiting) = fill(&site, 30).await;
    let mut half = waiting.split_off(waiting.len() - HALF);
    let program = site.start().listening();
    let (answers, mut answered) = watch::channel(0);
    let applying = tokio::spawn(apply_together(waiting, answers.clone()));
    let mut requests = Vec::new();
    for one in &mut half {
        requests.push(Half::send(&site, one).await);
    }
    answered.wait_for(|answered| *answered > 20).await.unwrap();
    program.tell_to_stop();
    // Nobody new is taken any more.
    let host = site.url().trim_start_matches("http://").to_owned();
    while TcpStream::connect(&host).await.is_ok() {
        tokio::task::yield_now().await;
    }
    for (one, request) in half.iter_mut().zip(requests) {
        let answer = request.finish().await;
        let status = StatusCode::from_bytes(&answer.as_bytes()[9..12]).unwrap();
        assert_eq!(status, StatusCode::SEE_OTHER, "{answer}");
        one.title.answered();
    }
    assert!(program.ended().success(), "{}", site.log());

    let program = site.start().listening();
    let mut done = applying.await.unwrap();
    for mut one in half {
        one.upload(&answers).await;
        one.submit(&answers).await;
        done.push(one);
    }
    program.tell_to_stop();
    assert!(program.ended().success(), "{}", site.log());
    let found = look(&site.open(), &call, &done);
    assert_eq!((found.lost, found.doubled), (Vec::new(), Vec::new()));
    mails_are_there_once(&site, &done);
    site.expect_in_order();
}
