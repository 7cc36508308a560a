import Glibc
import Host
import Webex

/// A message as e-mail has it: RFC 5322 headers and a text, all of it ASCII.
struct MailText {
    let message: Message
    let from: String
    let to: [String]
    /// Milliseconds since 1970.
    let date: Int64
    /// What makes the message's id its own.
    let id: String

    /// Letters that a subject has at most.
    private static let longestSubject = 200

    /// All of it, lines ended by LF alone: a local program wants them so.
    var lines: String {
        let headers = [
            "From: \(from)", "To: \(to.joined(separator: ",\n "))", "Subject: \(Self.encoded(subject))",
            "Date: \(Self.dateText(date))", "Message-ID: <\(id)@\(domain)>", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable",
            // So that no machine answers it.
            "Auto-Submitted: auto-generated",
        ]
        return headers.joined(separator: "\n") + "\n\n" + QuotedPrintable.text(message.text)
    }

    /// The same as a mail server is given it.
    var bytes: [UInt8] { Array(lines.replacing("\n", with: "\r\n").utf8) }

    /// A new id.
    static func makeID() -> String { Hexadecimal.text((0..<16).map { _ in UInt8.random(in: 0 ... .max) }) }

    private var domain: Substring { from.drop { $0 != "@" }.dropFirst() }

    /// On one line, so that nothing in it can become a header.
    private var subject: String {
        let words = Console.plain(message.subject).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return String(words.prefix(Self.longestSubject))
    }

    /// A header's text; what is no plain ASCII becomes encoded words of RFC 2047, each with whole letters.
    static func encoded(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7f).contains($0) } && text.utf8.count < 900
        guard !isPlain || text.contains("=?") else { return text }
        var words = [""]
        for scalar in text.unicodeScalars {
            let form = String(scalar).utf8.map(Self.encoded).joined()
            // A word has 75 letters at most, with what stands round it.
            if words[words.count - 1].utf8.count + form.utf8.count > 63 { words.append("") }
            words[words.count - 1] += form
        }
        return words.map { "=?utf-8?Q?\($0)?=" }.joined(separator: "\n ")
    }

    /// A byte within an encoded word.
    private static func encoded(_ byte: UInt8) -> String {
        let letter = byte | 0x20
        let isLetter = byte < 0x80 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
        if isLetter || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { return String(UnicodeScalar(byte)) }
        return byte == 0x20 ? "_" : "=" + Hexadecimal.text([byte]).uppercased()
    }

    /// `Sat, 28 Nov 2026 04:40:33 +0000`.
    static func dateText(_ instant: Int64) -> String {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let date = CivilDate(daysSince1970: Int(instant.quotientFlooring(86_400_000)))
        let clock = InstantText.exact(instant).dropFirst(11).prefix(8)
        return "\(days[date.weekday]), \(date.day) \(months[date.month - 1]) \(date.year) \(clock) +0000"
    }
}

/// A text in which every byte is printable ASCII and no line is longer than 76: RFC 2045.
enum QuotedPrintable {
    static func text(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line($0) }.joined(separator: "\n")
    }

    private static func line(_ line: Substring) -> String {
        var written = "", length = 0
        let bytes = Array(line.utf8)
        for (place, byte) in bytes.enumerated() {
            // A blank at the end of a line may be lost on the way.
            let isBlank = (byte == 0x20 || byte == 0x09) && place < bytes.count - 1
            let isPlain = (0x21..<0x7f).contains(byte) && byte != UInt8(ascii: "=")
            // A dot alone would end the message, and "From " at a line's start is changed by some.
            let isRisky = place == 0 && (byte == UInt8(ascii: ".") || line.hasPrefix("From "))
            let form =
                (isBlank || isPlain) && !isRisky
                ? String(UnicodeScalar(byte)) : "=" + Hexadecimal.text([byte]).uppercased()
            if length + form.utf8.count > 75 {
                written += "=\n"
                length = 0
            }
            written += form
            length += form.utf8.count
        }
        return written
    }
}
