import JSON
import Testing

@testable import Schedule

@Suite("The text of an e-mail") struct MailTextTests {
    private func mail(_ subject: String, _ text: String = "hello\n", to: [String] = ["ops@example.com"]) -> MailText {
        MailText(
            message: Message(subject: subject, text: text, markdown: "", fields: [:]),
            from: "patchbay@example.com",
            to: to,
            date: 1_795_840_833_000,
            id: "abc"
        )
    }

    private func headers(_ mail: MailText) -> [Substring] {
        let head = mail.lines.prefix(upTo: mail.lines.firstRange(of: "\n\n")?.lowerBound ?? mail.lines.endIndex)
        return head.split(separator: "\n")
    }

    @Test func `the headers are those that a message must have`() {
        #expect(
            headers(mail("[test] it works", to: ["a@x.y", "b@x.y"])) == [
                "From: patchbay@example.com", "To: a@x.y,", " b@x.y", "Subject: [test] it works",
                "Date: Sat, 28 Nov 2026 04:40:33 +0000", "Message-ID: <abc@example.com>", "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable",
                "Auto-Submitted: auto-generated",
            ]
        )
    }

    @Test(arguments: [
        "x\r\nBcc: evil@example.com", "x\nBcc: evil@example.com", "x\u{2028}Bcc: e", "x\u{0}\u{B}\n\n\nBcc: e",
    ])
    func `no subject can add a header`(subject: String) {
        let plain = headers(mail("x")).map { $0.prefix { $0 != ":" } }
        #expect(headers(mail(subject)).map { $0.prefix { $0 != ":" } } == plain)
    }

    @Test func `a subject that is not ASCII is encoded in words of whole letters`() {
        let subject = "[failed] nächtlich " + String(repeating: "日本", count: 30)
        let lines = headers(mail(subject)).drop { !$0.hasPrefix("Subject:") }.prefix { !$0.hasPrefix("Date") }
        let words = lines.map { $0.hasPrefix("Subject: ") ? $0.dropFirst(9) : $0.dropFirst(1) }
        #expect(words.count > 1 && words.allSatisfy { $0.utf8.count <= 75 })
        #expect(words.map { decoded($0) }.joined() == subject)
    }

    /// Reads one encoded word; each must be good UTF-8 by itself.
    private func decoded(_ word: Substring) -> String {
        guard word.hasPrefix("=?utf-8?Q?"), word.hasSuffix("?=") else { return "not a word: \(word)" }
        return unquoted(word.dropFirst(10).dropLast(2).replacing("_", with: " "))
    }

    private func unquoted(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "=") else {
                bytes.append(byte)
                continue
            }
            let pair = rest.prefix(2)
            rest = rest.dropFirst(2)
            bytes.append(UInt8(String(decoding: pair, as: UTF8.self), radix: 16) ?? 0)
        }
        return String(validating: bytes, as: UTF8.self) ?? "no UTF-8"
    }

    @Test func `the body is short lines of ASCII, and is read back as it was`() {
        let text = "größer = 5 \n.\nFrom me\n" + String(repeating: "long ", count: 80) + "\nend with blank \n"
        let lines = mail("x", text).lines
        let body = lines.suffix(from: lines.firstRange(of: "\n\n")?.upperBound ?? lines.endIndex)
        #expect(body.utf8.allSatisfy { (0x20..<0x7f).contains($0) || $0 == 10 })
        #expect(body.split(separator: "\n").allSatisfy { $0.count <= 76 && !$0.hasSuffix(" ") && $0 != "." })
        #expect(!body.contains("\nFrom "))
        #expect(unquoted(body.replacing("=\n", with: "")) == text)
    }

    @Test func `a server is given lines that end as the protocol has them`() {
        let bytes = mail("x", "a\nb\n").bytes
        let bare = bytes.indices.filter { bytes[$0] == 10 && ($0 == 0 || bytes[$0 - 1] != 13) }
        #expect(bare.isEmpty && String(decoding: bytes.suffix(6), as: UTF8.self) == "a\r\nb\r\n")
    }
}
