//! A server that stalls, and what its readers get.

use std::path::Path as FilePath;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::*;

/// A document of a hundred bytes of which ten come, and then nothing more.
const STALLED: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: \"e\"\r\n\
    Last-Modified: Mon, 23 Nov 2026 08:00:00 GMT\r\n\r\n%PDF-1.7\n%";

/// Answers each request so, and leaves its connection open.
async fn stall(listener: TcpListener) {
    let mut open = Vec::new();
    while let Ok((mut client, _)) = listener.accept().await {
        let mut asked = [0; 4096];
        if client.read(&mut asked).await.is_ok() && client.write_all(STALLED).await.is_ok() {
            open.push(client);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_a_document_whose_server_stalls_gets_an_error_and_does_not_wait_for_ever() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = Config::in_folder(FilePath::new("unused"));
    config.s3_endpoint = Some(format!("http://{}", listener.local_addr().unwrap()));
    (config.s3_access_key, config.s3_secret_key) = ("office".to_owned(), "secret".to_owned());
    let serving = tokio::spawn(stall(listener));
    let address = BucketAddress { name: "papers".to_owned(), folder: "office".to_owned() };
    let impatient = http::Connector { to_go_on: Duration::from_millis(50) };
    let bucket = Bucket::connected(&address, &config, impatient).unwrap();
    let key = "00112233445566778899aabbccddeeff".parse().unwrap();
    let mut reading = bucket.open(&key).await.unwrap().unwrap();
    assert_eq!(reading.size, 100);
    assert_eq!(reading.next().await.unwrap().unwrap(), "%PDF-1.7\n%");
    reading.next().await.unwrap_err();
    serving.abort();
}
