import Testing

@testable import Host

/// Customers send credentials in every shape that mail programs, chats and terminals make of them.
@Suite("Credential block")
struct CredentialBlockTests {
    private static let organization = "1eb65fdf-9643-417f-9974-ad72cae0e10f"
    private static let access = "NzBm-Zm_9x_PF84_" + organization
    private static let refresh = "MDAw_Yy1-a_PF84_" + organization
    private static let secret = "5f3c" + "0099aabb"
    private static let client = "Cabc123"

    /// The usual block.
    private static let usual =
        "Client ID: \(client), Client Secret: \(secret), Organization ID: \(organization), Access Token: \(access), "
        + "Refresh Token: \(refresh)"

    private func isWhole(_ text: String) throws {
        let block = try CredentialBlock(text)
        #expect(block.clientID == Self.client)
        #expect(block.clientSecret == Self.secret)
        #expect(block.organizationID == Self.organization)
        #expect(block.accessToken == Self.access)
        #expect(block.refreshToken == Self.refresh)
    }

    @Test(
        "the five are found whatever stands around them",
        arguments: [
            usual,
            usual.replacing(", ", with: "; "),
            usual.replacing(", ", with: "\n"),
            usual.replacing(", ", with: ",\r\n"),
            usual.replacing(", ", with: " "),
            usual.replacing(": ", with: ":"),
            usual.replacing(": ", with: " = "),
            usual.replacing(": ", with: "\u{A0}:\u{202F}"),
            usual.replacing(": ", with: " => "),
            usual.replacing(" ID", with: "\u{A0}Id").lowercasedLabels,
            "\u{FEFF}" + usual.replacing(", ", with: "\n") + "\n",
            "> " + usual.replacing(", ", with: "\n> "),
            "> > " + usual.replacing(", ", with: "\n>>"),
            "- " + usual.replacing(", ", with: "\n- "),
            "1. " + usual.replacing(", ", with: "\n2) "),
            "• **" + usual.replacing(", ", with: "\n• **").replacing(": ", with: ":** "),
            "* __" + usual.replacing(", ", with: "\n* __").replacing(": ", with: "__: "),
            "`" + usual.replacing(", ", with: "`\n`").replacing(": ", with: "`: `") + "`",
            "- " + usual.replacing(", ", with: "\"\n- ").replacing(": ", with: " = \"") + "\"",
            usual.replacing(", ", with: "”, ").replacing(": ", with: ": “") + "”",
            usual.replacing(", ", with: "\n\n").replacing(": ", with: ":\n"),
            usual.replacing(", ", with: "\n").replacing(": ", with: "\n"),
            "## " + usual.replacing(", ", with: "\n\n## ").replacing(": ", with: "\n\n"),
            "| " + usual.replacing(", ", with: " |\n| ").replacing(": ", with: " | ") + " |",
            usual.replacing(", ", with: "\n").replacing(": ", with: "\t"),
            usual.replacing(", ", with: "\n").replacing(": ", with: " - "),
            "Hello Jim,\n\nhere are your credentials: " + usual + ".\n\nThe access token lasts for 14 days; treat the "
                + "client secret with care.\n\nBest, Ann\n-- \nAcme, Inc. | Support: +1 555 0100",
            "Integration: Export\nOrg Name: Acme\n" + usual.replacing(", ", with: "\nRegion: us1\n")
                + "\nExpires: in 2 weeks\nUser Name: jim",
            usual.replacing("Access Token", with: "Access Token (valid 14 days)"),
            usual.replacing(access, with: access + " (valid 14 days)"),
            usual.replacing("Client ID", with: "client_id").replacing("Client Secret", with: "CLIENT-SECRET")
                .replacing("Organization ID", with: "orgId").replacing("Access Token", with: "accessToken"),
            usual.replacing("Organization", with: "Organisation"),
            usual.replacing(access, with: "<" + access + ">"),
            usual.replacing(access, with: access.prefix(6) + "\u{200B}" + access.dropFirst(6)),
            usual + "\nAgain:\n" + usual,
            "See https://webexapis.com/v1/authorize?client_id=Cother&scope=spark:kms&response_type=code\n" + usual,
            "{ not JSON: }\n" + usual, usual.replacing(", ", with: "\u{2028}"),
        ]
    )
    func messages(text: String) throws { try isWhole(text) }

    @Test("a token that a mail program broke into lines is one piece again")
    func wrapped() throws {
        let broken =
            Self.access.prefix(20) + "\n> " + Self.access.dropFirst(20).prefix(16) + "\n>"
            + Self.access.dropFirst(36)
        try isWhole("> " + Self.usual.replacing(", ", with: "\n> ").replacing(Self.access, with: broken))
        // What follows a whole token is no part of it.
        let last = try CredentialBlock("Access Token: \(Self.access)\nregards")
        #expect(last.accessToken == Self.access)
    }

    @Test("the token endpoint's JSON is taken, alone or with what else is known")
    func json() throws {
        let answer = """
            {"access_token":"\(Self.access)","expires_in":1209599,"refresh_token":"\(Self.refresh)",
             "refresh_token_expires_in":"7775999","token_type":"Bearer","scope":"spark:kms cjp:config"}
            """
        let alone = try CredentialBlock(answer)
        #expect(alone.accessToken == Self.access && alone.refreshToken == Self.refresh)
        #expect(alone.expiresIn == 1_209_599 && alone.refreshTokenExpiresIn == 7_775_999)
        #expect(alone.scope == "spark:kms cjp:config")
        #expect(alone.clientID == nil && alone.organizationID == nil)
        let rest = "Client ID: \(Self.client)\nClient Secret: \(Self.secret)\nOrg ID: \(Self.organization)\n"
        try isWhole(rest + "This is what came back:\n" + answer + "\nBest, Ann")
        try isWhole(
            """
            [{"clientId": "\(Self.client)", "clientSecret": "\(Self.secret)", "orgId": "\(Self.organization)",
              "token": {"accessToken": "\(Self.access)", "refreshToken": "\(Self.refresh)", "x": [1, null]}}]
            """
        )
        // Quotes that a word processor made curly: no JSON any more.
        try isWhole(
            "{“client_id”: “\(Self.client)”, “client_secret”: “\(Self.secret)”, “org_id”: “\(Self.organization)”,"
                + "“access_token”: “\(Self.access)”, “refresh_token”: “\(Self.refresh)”, “expires_in”: 5}"
        )
    }

    @Test("the simulator's ready line is taken with its addresses")
    func readyLine() throws {
        let text = """
            {"api_url":"http://127.0.0.1:8080","auth_url":"http://127.0.0.1:8080/v1","org_id":"\(Self.organization)",\
            "client_id":"\(Self.client)","client_secret":"\(Self.secret)","access_token":"\(Self.access)",\
            "refresh_token":"\(Self.refresh)","from":1700000000000,"redirect_uri":"http://localhost:1/cb",\
            "service_app":{"client_id":"Cother","client_secret":"other"}}
            """
        try isWhole(text)
        let block = try CredentialBlock(text)
        #expect(block.apiURL == "http://127.0.0.1:8080" && block.authURL == "http://127.0.0.1:8080/v1")
        #expect(block.redirectURI == "http://localhost:1/cb")
    }

    @Test("of variables as env prints them those for Patchbay count, and others by their plain names")
    func environment() throws {
        let plain = """
            PATH=/usr/bin:/bin
            CLIENT_ID=\(Self.client)
            export CLIENT_SECRET='\(Self.secret)'
            declare -x ORG_ID="\(Self.organization)"
            AZURE_CLIENT_ID=other
            CLIENT_SECRET_FILE=/run/secret
            ACCESS_TOKEN=\(Self.access)
            REFRESH_TOKEN="\(Self.refresh)"
            LS_COLORS=rs=0:di=01;34:ln=01;36
            AUTHORIZE=https://example.com/?client_id=Cother&refresh_token=x1
            """
        try isWhole(plain)
        try isWhole(
            plain.replacing("ACCESS_TOKEN=", with: "PATCHBAY_ACCESS_TOKEN=") + "\nACCESS_TOKEN=of-something-else_1\n"
                + "GITHUB_ACCESS_TOKEN=x_y\nPATCHBAY_API_URL=https://api.example.com\nPATCHBAY_PROFILE=acme"
        )
    }

    @Test("lifetimes, scopes and addresses are taken where they can be, and never stop the rest")
    func besides() throws {
        let block = try CredentialBlock(
            """
            \(Self.usual)
            Expires in: 1209599 seconds
            Refresh token expires in: 7775999
            API URL: https://api.wxcc-us1.cisco.com (us1)
            Redirect URI: http://localhost:8080/cb/
            Scopes: spark:kms, cjp:config
            - spark-admin:recordings_read
            - cjp:config_read, and that is all
            """
        )
        #expect(block.expiresIn == 1_209_599 && block.refreshTokenExpiresIn == 7_775_999)
        #expect(block.apiURL == "https://api.wxcc-us1.cisco.com" && block.redirectURI == "http://localhost:8080/cb/")
        #expect(block.scope == "spark:kms cjp:config spark-admin:recordings_read")
        let vague = try CredentialBlock(Self.usual + "\nExpires in: two weeks\nScope: all of them\nAPI URL: ask Jim")
        #expect(vague.expiresIn == nil && vague.scope == nil && vague.apiURL == nil)
    }

    @Test("an organization's id as the People API writes it is the one in the token")
    func encodedOrganization() throws {
        // ciscospark://us/ORGANIZATION/1eb65fdf-9643-417f-9974-ad72cae0e10f
        let encoded =
            "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8"
            + "xZWI2NWZkZi05NjQzLTQxN2Yt" + "OTk3NC1hZDcyY2FlMGUxMGY"
        try isWhole(Self.usual.replacing("ID: " + Self.organization, with: "ID: " + encoded))
        try isWhole(Self.usual.replacing("ID: " + Self.organization, with: "ID: " + Self.organization.uppercased()))
    }

    @Test("what is wrong is named by label and line, and no value is shown")
    func mistakes() throws {
        let lines = Self.usual.replacing(", ", with: "\n")
        let other = "0" + Self.organization.dropFirst()
        for (text, complaint) in [
            ("", "neither an Access Token nor a Refresh Token is in it; write lines"),
            ("Dear Jim, the token is on its way", "neither an Access Token nor"),
            (
                "Client ID: \(Self.client), Client Secret: \(Self.secret)",
                "all that was found is: Client ID, Client Secret"
            ),
            ("Access Token:\nRefresh Token:\n", "neither an Access Token nor"),
            (
                lines + "\nAccess Token: other_1",
                "Access Token: is there twice with different values: in line 4 and in line 6"
            ),
            (
                lines + "\n{\"client_id\": \"C2x\"}",
                "Client ID: is there twice with different values: in the JSON and in line 1"
            ),
            (lines.replacing(Self.access, with: Self.access.prefix(9) + "…"), "Access Token (line 4): was cut short"),
            (
                lines.replacing(Self.refresh, with: Self.refresh.prefix(9) + "..."),
                "Refresh Token (line 5): was cut short"
            ),
            (lines.replacing(Self.secret, with: "5f3c 0099"), "Client Secret (line 2): holds a blank"),
            (
                lines.replacing(Self.access, with: "5f3c0099"),
                "Access Token (line 4): was cut short: no organisation's id"
            ),
            (
                lines.replacing(Self.access, with: "5f3c0099_"),
                "Access Token (line 4): was cut short: no organisation's id"
            ),
            (lines.replacing(Self.secret, with: "5f3cé0099"), "Client Secret (line 2): holds a letter"),
            (
                lines.replacing("ID: " + Self.organization, with: "ID: " + other),
                "Access Token (line 4): belongs to another organization than Organization ID (line 3) says"
            ),
            (
                lines.replacing(Self.refresh, with: "abc_" + other),
                "Refresh Token (line 5): belongs to another organization than Organization ID (line 3) says"
            ),
        ] {
            let error = #expect(throws: HostError.self, "\(text)") { try CredentialBlock(text) }
            #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "") for \(text)")
            #expect(Self.shown(by: error) == nil, "\(error?.description ?? "")")
        }
    }

    @Test("its description tells what is there and not what it is")
    func description() throws {
        let block = try CredentialBlock(Self.usual)
        #expect(
            "\(block)" == "CredentialBlock(client id, client secret, organization id, access token, refresh token)"
        )
        var dumped = ""
        dump(block, to: &dumped)
        for text in [dumped, "\(block)", String(reflecting: block)] {
            #expect(!text.contains(Self.secret) && !text.contains("PF84") && !text.contains(Self.organization))
        }
    }

    @Test("no mutation crashes it or puts a value into an error", arguments: 0..<8)
    func fuzz(part: UInt64) {
        var numbers = OddConfiguration.Numbers(state: part)
        let seeds = [
            Self.usual, Self.usual.replacing(", ", with: "\n"),
            "{\"access_token\":\"\(Self.access)\",\"org_id\":\"x\"}",
            "export PATCHBAY_CLIENT_SECRET='\(Self.secret)'\nACCESS_TOKEN=\(Self.access)\nScope: a:b c:d\n",
            "**Client Secret:**\n\(Self.secret)\n| Refresh Token | \(Self.refresh) |\nExpires in (s): 5\n",
        ]
        let pieces = [
            ",", ";", "\n", "\r\n", ": ", "=", " ", "…", "...", "\"", "“", "(", ")", "{", "}", "[", "\u{0}", "\u{FEFF}",
            "é",
            "\u{301}", "Client Secret", "access_token", "PATCHBAY_", "_", "-", "> ", "|", "0", "🙂", "\u{2028}",
            "expires_in",
        ]
        for _ in 0..<400 {
            var text = Array(seeds.randomElement(using: &numbers) ?? "")
            for _ in 0..<Int.random(in: 1...6, using: &numbers) {
                let place = Int.random(in: 0...text.count, using: &numbers)
                switch Int.random(in: 0..<4, using: &numbers) {
                case 0: text.insert(contentsOf: pieces.randomElement(using: &numbers) ?? "", at: place)
                case 1: text.removeSubrange(place..<min(text.count, place + Int.random(in: 0...9, using: &numbers)))
                case 2:
                    text.insert(
                        contentsOf: text[place...].prefix(40),
                        at: Int.random(in: 0...text.count, using: &numbers)
                    )
                default: text = Array(text.prefix(max(place, 5)))
                }
            }
            do {
                let block = try CredentialBlock(String(text))
                #expect(!"\(block)".contains("PF84"))
            } catch {
                let complaint = error.description
                #expect(Self.shown(by: error) == nil, "\(complaint)")
                #expect(error.kind == .invalid && !complaint.contains("\n"), "\(complaint)")
            }
        }
    }

    /// A piece of a secret that an error shows; nil when it shows none.
    private static func shown(by error: HostError?) -> String? {
        let text = error?.description ?? ""
        return [
            secret, "5f3c", "0099", "PF84", "NzBm", "MDAw", "Zm_9x", "Yy1-a", "1eb65fdf", "ad72cae0e10f", "Cabc123",
        ]
        .first { text.contains($0) }
    }
}

extension String {
    /// With the labels, though not the values, in small letters.
    fileprivate var lowercasedLabels: String {
        ["Client\u{A0}Id", "Client Secret", "Organization\u{A0}Id", "Access Token", "Refresh Token"]
            .reduce(self) { $0.replacing($1, with: $1.lowercased()) }
    }
}
