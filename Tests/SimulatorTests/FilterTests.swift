import JSON
import Testing

@testable import Simulator

@Suite("Filters, searches and chosen fields of lists")
struct FilterTests {
    private static let fields: [String: FieldKind] = [
        "name": .text, "active": .boolean, "version": .integer, "teamIds": .text, "note": .text,
    ]
    private let object: JSONObject = ["name": "Night Team", "active": true, "version": 3, "teamIds": ["a", "b"]]

    @Test(
        "a filter matches as RSQL says",
        arguments: [
            (#"name=="Night Team""#, true), (#"name=='Night Team'"#, true), (#"name=="Night""#, false),
            (#"name!="Night""#, true), (#"name=in=("x","Night Team")"#, true), ("name=in=(x,y)", false),
            ("name=out=(x,y)", true), (#"name=out=("Night Team")"#, false), ("active==true", true),
            ("active==false", false), ("version==3", true), ("version>2", true), ("version=le=2", false),
            ("teamIds==b", true), ("teamIds==c", false), ("teamIds=in=(c,a)", true),
            ("active==true;version==4", false), ("active==true and version==3", true),
            ("active==false,version==3", true), ("active==false or version==4", false),
            ("version==4,active==true;version==3", true), ("(version==4,active==true);version==4", false),
            (#"name=="Night*""#, true), (#"name=="*t T*m""#, true), (#"name=="T*""#, false), ("note==x", false),
            ("note!=x", true), (#" name == "Night Team" "#, true), (#"name=="a\"b""#, false),
        ]
    )
    func matching(text: String, isMatch: Bool) throws {
        #expect(try Filter(parsing: text, fields: Self.fields).matches(object) == isMatch)
    }

    @Test("an escaped quote is part of the value")
    func escapes() throws {
        let filter = try Filter(parsing: #"name=="a\"b\\c""#, fields: Self.fields)
        #expect(filter.matches(["name": #"a"b\c"#]))
    }

    @Test(
        "a filter that cannot be read is refused with the reason",
        arguments: [
            ("name==Night Team", "filter: values with spaces must be enclosed in quotes"),
            ("nmae==x", "filter: nmae cannot be filtered by"), ("active==yes", "filter: active is true or false"),
            ("version==three", "filter: version is an integer"),
            ("name", "filter: a comparison such as == is missing at character 5"),
            ("name==", "filter: a value is missing at character 7"), (#"name=="x"#, "filter: a quote is not closed"),
            ("name=in=x", "filter: ( is missing at character 9"),
            ("name=in=(x", "filter: ) is missing at character 11"),
            ("(name==x", "filter: ) is missing at character 9"), ("", "filter: a field is missing at character 1"),
            ("name==x)", "filter: the end, or and, or or is missing at character 8"),
        ]
    )
    func unreadable(text: String, reason: String) {
        let fault = #expect(throws: ServiceFault.self) { try Filter(parsing: text, fields: Self.fields) }
        #expect(fault?.status == 400 && fault?.description == reason)
    }

    /// The list of a query over a socket.
    private func list(_ client: SimulatorClient, _ resource: String, _ items: [String: String]) async throws
        -> TestAnswer
    {
        let query = items.map { "\($0.key)=\(encoded($0.value))" }.joined(separator: "&")
        return try await client.send("GET", "/organization/\(client.ready.orgID)/v2/\(resource)?\(query)")
    }

    private func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    private func emails(_ answer: TestAnswer) throws -> [String] {
        try #require(try answer.json()["data"]?.array).compactMap { $0["email"]?.string }
    }

    @Test("a list shows what its filter wants, page by page, and counts no more")
    func filteredPages() async throws {
        try await withSimulator({ $0.users = 300 }) { client async throws in
            var found: [String] = []
            for page in 0..<3 {
                let answer = try await list(client, "user", ["filter": "active==true", "page": "\(page)"])
                #expect(try answer.json()["meta"]?["totalRecords"] == 294)
                found += try emails(answer)
            }
            #expect(Set(found).count == 294)
            let two = #"email=in=("agent00007@example.com","agent00299@example.com","nobody@example.com")"#
            #expect(
                try emails(try await list(client, "user", ["filter": two]))
                    == ["agent00007@example.com", "agent00299@example.com"]
            )
            #expect(try await list(client, "user", ["filter": "xspVersion==x"]).status == 200, "a field none has yet")
            #expect(try await list(client, "user", ["filter": "createdTime==1"]).status == 400)
        }
    }

    @Test("one object can be had with its arrays, two cannot")
    func singleObject() async throws {
        try await withSimulator { client async throws in
            let one = ["filter": #"name=="Agent-Profile Outdial""#]
            let bare = try #require(try await list(client, "agent-profile", one).json()["data"]?[0])
            #expect(bare["queues"] == nil && bare["name"] == "Agent-Profile Outdial")
            let single = try await list(client, "agent-profile", one.merging(["singleObjectResponse": "true"]) { $1 })
            #expect(try #require(single.json()["data"]?[0]?["queues"]?.array).count == 1)
            let all = ["singleObjectResponse": "true"]
            #expect(try await list(client, "agent-profile", all).status == 400)
            #expect(try await list(client, "site", all).status == 400, "this list has no such parameter")
            let none = ["filter": "name==x", "singleObjectResponse": "true"]
            #expect(try await list(client, "agent-profile", none).json()["data"] == [])
        }
    }

    @Test("a search finds words in the columns for it")
    func search() async throws {
        try await withSimulator { client async throws in
            for text in ["agent00012", "\"AGENT00012\"", #"field=="email";value=="00012@""#] {
                #expect(try emails(try await list(client, "user", ["search": text])) == ["agent00012@example.com"])
            }
            let names = #"fields=in=("firstName","lastName");value=="björn""#
            #expect(try await list(client, "user", ["search": names]).json()["meta"]?["totalRecords"] == 3)
            #expect(try await list(client, "user", ["search": #"field=="mobile";value=="1""#]).status == 400)
        }
    }

    @Test("chosen fields come alone with the id")
    func attributes() async throws {
        try await withSimulator { client async throws in
            let answer = try await list(client, "team", ["attributes": "name,active"])
            #expect(try answer.json()["data"]?[0]?.object?.keys.sorted() == ["active", "id", "name"])
            #expect(try await list(client, "team", ["attributes": "nmae"]).status == 400)
        }
    }
}
