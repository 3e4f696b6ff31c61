//! A real Mosquitto with a configuration, a port and a folder of its own; and one that the test plays.

use rumqttc::{Client, Connection, Event, MqttOptions, Packet, Publish, QoS};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A broker, stopped when it is dropped.
pub struct Broker {
    child: Child,
    config: PathBuf,
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
}

impl Broker {
    /// Starts one. `name` is that of the test.
    pub fn start(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mosquitto-{name}"));
        std::fs::create_dir_all(&folder).unwrap();
        // The port is free between this listener and the broker, as nobody else asks for it.
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let config = folder.join("mosquitto.conf");
        let lines = format!(
            "listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n\
             log_dest stderr\nlog_type all\n"
        );
        std::fs::write(&config, lines).unwrap();
        let child = run(&config);
        Self {
            child,
            config,
            port,
        }
    }

    /// Stops it as if its machine had lost power.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again, with nothing of what it knew.
    pub fn start_again(&mut self) {
        self.child = run(&self.config);
    }

    /// A client that has subscribed to everything, and takes what comes.
    pub fn listen(&self, id: &str) -> Listener {
        let (client, mut connection) = self.client(id);
        client.subscribe("haiou/#", QoS::AtLeastOnce).unwrap();
        while !matches!(
            connection.recv().unwrap().unwrap(),
            Event::Incoming(Packet::SubAck(_))
        ) {}
        Listener { client, connection }
    }

    /// A client.
    pub fn client(&self, id: &str) -> (Client, Connection) {
        let mut options = MqttOptions::new(id, "127.0.0.1", self.port);
        options.set_keep_alive(Duration::from_secs(60));
        options.set_max_packet_size(1 << 20, 1 << 20);
        Client::new(options, 10_000)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        // Perhaps the test has killed it already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a broker and waits until it says that it runs.
fn run(config: &Path) -> Child {
    let mut child = Command::new(binary())
        .arg("-c")
        .arg(config)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let (mut line, mut said) = (String::new(), String::new());
    while !line.contains(" running") {
        line.clear();
        let length = log.read_line(&mut line).unwrap();
        assert!(length > 0, "mosquitto ended before it ran: {said}");
        said.push_str(&line);
    }
    // Its log has to go somewhere, or it would stop when the pipe is full.
    std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
    child
}

fn binary() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Debian keeps it where only root looks.
    let folders =
        std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let mut programs = folders.map(|folder| folder.join("mosquitto"));
    programs.find(|program| program.is_file()).expect(
        "the MQTT broker that this test needs is missing: install the Debian package mosquitto \
         (tools/setup-tests does)",
    )
}

/// Somebody who listens.
pub struct Listener {
    /// To publish with.
    pub client: Client,
    connection: Connection,
}

impl Listener {
    /// The next message; fails when none comes for ten seconds.
    pub fn next(&mut self) -> Publish {
        loop {
            let event = self.connection.recv_timeout(Duration::from_secs(10));
            let event = event.expect("a message within ten seconds");
            if let Event::Incoming(Packet::Publish(message)) = event.unwrap() {
                return message;
            }
        }
    }

    /// The next message on a topic; those on others are passed over.
    pub fn next_on(&mut self, topic: &str) -> Publish {
        loop {
            let message = self.next();
            if message.topic == topic {
                return message;
            }
        }
    }
}

/// A broker of which the test says every word (MQTT 3.1.1, 3): for what a real one does once in a
/// thousand times.
pub struct PlayedBroker {
    listener: TcpListener,
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
}

/// One connection to it.
pub struct Played {
    stream: BufReader<TcpStream>,
    /// The number of the greeting, which is not yet acknowledged.
    pub greeting: u16,
}

/// A message that was published at QoS 1.
pub struct Published {
    pub topic: String,
    pub id: u16,
    pub payload: String,
}

impl PlayedBroker {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        Self { listener, port }
    }

    /// The next connection, up to its greeting and its subscription.
    pub fn accept(&self) -> Played {
        let (stream, _) = self.listener.accept().unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        let mut played = Played {
            stream: BufReader::new(stream),
            greeting: 0,
        };
        assert_eq!(played.packet().expect("CONNECT").0, 0x10);
        played.say(&[0x20, 2, 0, 0]);
        played.greeting = played.published().expect("the greeting").id;
        let (kind, body) = played.packet().expect("SUBSCRIBE");
        assert_eq!(kind, 0x82);
        played.say(&[0x90, 4, body[0], body[1], 1, 1]);
        played
    }
}

impl Played {
    /// Says something in one piece.
    pub fn say(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).unwrap();
    }

    /// An acknowledgement.
    pub fn ack(id: u16) -> [u8; 4] {
        let [high, low] = id.to_be_bytes();
        [0x40, 2, high, low]
    }

    /// The next packet; `None` when the connection has ended.
    fn packet(&mut self) -> Option<(u8, Vec<u8>)> {
        let mut byte = || {
            let mut one = [0];
            self.stream.read_exact(&mut one).ok().map(|()| one[0])
        };
        let kind = byte()?;
        let (mut length, mut shift) = (0, 0);
        loop {
            let part = byte()?;
            length |= usize::from(part & 0x7f) << shift;
            shift += 7;
            if part & 0x80 == 0 {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).ok()?;
        Some((kind, body))
    }

    /// The next message that was published at QoS 1; `None` at the goodbye or the end.
    pub fn published(&mut self) -> Option<Published> {
        loop {
            let (kind, body) = self.packet()?;
            match kind >> 4 {
                3 => {
                    assert_eq!(kind & 0x06, 0x02, "QoS 1");
                    let number = |at: usize| u16::from_be_bytes([body[at], body[at + 1]]);
                    let end = 2 + usize::from(number(0));
                    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                    return Some(Published {
                        topic: text(&body[2..end]),
                        id: number(end),
                        payload: text(&body[end + 2..]),
                    });
                }
                // A ping needs its answer, or the other side takes it that nobody is there.
                12 => self.say(&[0xD0, 0]),
                14 => return None,
                other => panic!("packet {other}"),
            }
        }
    }
}
