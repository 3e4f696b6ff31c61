//! Publishing to an address, to a server that knows as much of HTTP as this needs.

use crate::city::{with_everything, world};
use serde_json::Value;
use simulator::city::{City, Delivery, Publication};
use simulator::publish::{HttpSettings, Publisher, PublisherName};
use simulator::time::SimTime;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

/// One request as it came.
struct Posted {
    head: Vec<String>,
    publications: Vec<Value>,
}

/// A server that answers its requests with these codes in turn, and 204 after that.
struct Server {
    address: String,
    posted: Receiver<Posted>,
}

impl Server {
    fn start(codes: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/city", listener.local_addr().unwrap());
        let (tell, posted) = channel();
        std::thread::spawn(move || {
            let mut codes = codes.iter().copied();
            for stream in listener.incoming() {
                let mut stream = BufReader::new(stream.unwrap());
                while let Some(request) = read_request(&mut stream) {
                    let code = codes.next().unwrap_or(204);
                    if tell.send(request).is_err() {
                        return;
                    }
                    let answer = format!("HTTP/1.1 {code} So\r\ncontent-length: 0\r\n\r\n");
                    stream.get_mut().write_all(answer.as_bytes()).unwrap();
                }
            }
        });
        Self { address, posted }
    }

    fn next(&self) -> Posted {
        self.posted
            .recv_timeout(Duration::from_secs(10))
            .expect("a request")
    }
}

fn read_request(stream: &mut BufReader<TcpStream>) -> Option<Posted> {
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        head.push(line);
    }
    let length = head
        .iter()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.expect("a length").parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    Some(Posted {
        head,
        publications: body["publications"].as_array().unwrap().clone(),
    })
}

fn publisher(server: &Server) -> Publisher {
    let name = PublisherName::new("city").unwrap();
    let settings = HttpSettings {
        pause: Duration::from_millis(10),
        ..HttpSettings::new(&server.address, name)
    };
    Publisher::http(settings).unwrap()
}

fn publication(number: usize) -> Publication {
    Publication {
        topic: "haiou/v1/test/a".into(),
        payload: format!(r#"{{"number":{number}}}"#),
        retain: false,
        delivery: Delivery::AtLeastOnce,
        at: SimTime::START,
    }
}

fn status(publication: &Value) -> &str {
    assert_eq!(publication["topic"], "haiou/v1/publishers/city/status");
    assert_eq!(publication["retain"], true);
    publication["payload"]["status"].as_str().unwrap()
}

#[test]
fn what_the_city_says_is_posted_in_order_between_hello_and_goodbye() {
    let server = Server::start(&[]);
    let publisher = publisher(&server);
    let mut city = City::new(with_everything()).unwrap();
    let mut said = Vec::new();
    city.step(SimTime::from_s(60), &world(), &[], &mut said);
    assert!(said.len() > 200);
    for one in &said {
        publisher.send(one.clone());
    }
    assert!(publisher.received().is_none());
    assert!(publisher.close(PATIENCE));
    let requests: Vec<Posted> = server.posted.try_iter().collect();
    for request in &requests {
        assert_eq!(request.head[0], "post /city http/1.1");
        assert!(
            request
                .head
                .contains(&"content-type: application/json".to_owned())
        );
        assert!(request.publications.len() <= 101);
    }
    let all: Vec<&Value> = requests
        .iter()
        .flat_map(|request| &request.publications)
        .collect();
    assert_eq!(status(all[0]), "online");
    assert_eq!(status(all[all.len() - 1]), "offline");
    assert_eq!(all.len(), said.len() + 2);
    for (posted, one) in all[1..].iter().zip(&said) {
        assert_eq!(posted["topic"], one.topic);
        assert_eq!(posted["retain"], one.retain);
        assert_eq!(
            posted["payload"],
            serde_json::from_str::<Value>(&one.payload).unwrap()
        );
    }
}

#[test]
fn a_server_in_trouble_is_asked_again_and_one_that_refuses_is_not() {
    let server = Server::start(&[503, 429, 200, 400]);
    let publisher = publisher(&server);
    publisher.send(publication(1));
    for _ in 0..3 {
        let publications = server.next().publications;
        assert_eq!(status(&publications[0]), "online");
        assert_eq!(publications[1]["payload"]["number"], 1);
    }
    publisher.send(publication(2));
    assert_eq!(server.next().publications[0]["payload"]["number"], 2);
    publisher.send(publication(3));
    assert_eq!(server.next().publications[0]["payload"]["number"], 3);
    let failure = publisher.last_failure().unwrap();
    assert!(failure.contains("400"), "{failure}");
    let counts = publisher.counts();
    assert_eq!((counts.refused, counts.failed_attempts), (1, 3));
    assert!(publisher.close(PATIENCE));
    assert_eq!(status(&server.next().publications[0]), "offline");
}

#[test]
fn what_is_no_json_is_refused_and_the_rest_is_sent() {
    let server = Server::start(&[]);
    let publisher = publisher(&server);
    for number in 0..3 {
        publisher.send(publication(number));
        publisher.send(Publication {
            payload: "{\"number\":".into(),
            ..publication(number)
        });
    }
    let mut numbers = Vec::new();
    while numbers.len() < 3 {
        let publications = server.next().publications;
        numbers.extend(
            publications
                .iter()
                .filter_map(|one| one["payload"]["number"].as_u64()),
        );
    }
    assert_eq!(numbers, [0, 1, 2]);
    while publisher.counts().waiting > 0 {
        std::thread::yield_now();
    }
    let counts = publisher.counts();
    assert_eq!((counts.sent, counts.refused), (3, 3));
    assert!(publisher.close(PATIENCE));
}

#[test]
fn without_a_server_nobody_waits_and_what_is_shed_is_counted() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", nobody.local_addr().unwrap());
    drop(nobody);
    let name = PublisherName::new("city").unwrap();
    let publisher = Publisher::http(HttpSettings {
        queue: 50,
        ..HttpSettings::new(address, name)
    })
    .unwrap();
    for number in 0..1_000 {
        publisher.send(publication(number));
    }
    let counts = publisher.counts();
    assert_eq!(counts.sent, 0);
    assert_eq!(counts.shed + counts.waiting as u64, 1_000);
    assert!(!publisher.close(Duration::from_millis(100)));
}
