import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /media/…`: recordings and transcripts behind signed addresses, as an object store gives them out.
struct MediaEndpoint {
    /// Up to here a file is sent from one buffer, which costs least; beyond it a few seconds of audio at a time.
    private static let longestBuffer = 1 << 19
    private static let secondsPerWrite = 16

    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func answer(_ call: Call) throws(ServiceFault) -> Response {
        let method = call.request.method
        guard method == .get || method == .head else {
            throw fault(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
        }
        guard call.request.headers[.authorization] == nil else {
            throw fault(400, "InvalidArgument", "Only one auth mechanism allowed: the signature or Authorization.")
        }
        try checkSignature(call)
        let parts = call.path.split(separator: "/")
        guard parts.count == 4, let capture = service.captures.capture(id: String(parts[2])) else {
            throw fault(404, "NoSuchKey", "The specified key does not exist.")
        }
        guard capture.part == .transcript else { return try recording(capture, id: String(parts[2]), call) }
        let text = ByteBuffer(string: Transcript.text(capture, in: service.captures))
        return try file(
            length: text.readableBytes,
            tag: "\"\(parts[2])\"",
            type: "text/vtt",
            call
        ) { range in
            ResponseBody(byteBuffer: text.getSlice(at: range.lowerBound, length: range.count) ?? ByteBuffer())
        }
    }

    private func checkSignature(_ call: Call) throws(ServiceFault) {
        switch service.signer.fault(path: call.path, query: call.query, now: call.now) {
        case nil: return
        case .unsigned: throw self.fault(403, "AccessDenied", "Access Denied")
        case .wrong: throw self.fault(403, "SignatureDoesNotMatch", "The signature does not match.")
        case .lapsed: throw self.fault(403, "AccessDenied", "Request has expired")
        }
    }

    private func recording(_ capture: CaptureBook.Capture, id: String, _ call: Call) throws(ServiceFault) -> Response {
        let seconds = service.captures.seconds(capture)
        let audio = Audio(
            tune: service.tasks.hash.number(.audio, capture.index),
            talk: service.options.variesRecordings ? service.tasks.hash.number(.audio, capture.index, use: 1) : nil
        )
        return try file(
            length: audio.bytes(seconds: seconds),
            tag: "\"\(id)\"",
            type: "audio/wav",
            call
        ) { range in
            let pieces = audio.pieces(id: id, seconds: seconds, range: range)
            return range.count <= Self.longestBuffer ? oneBuffer(pieces, range.count) : stream(pieces, range.count)
        }
    }

    /// Answers with the file, or with the part of it that was asked for.
    private func file(
        length: Int,
        tag: String,
        type: String,
        _ call: Call,
        body: (Range<Int>) -> ResponseBody
    ) throws(ServiceFault) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.eTag] = tag
        headers[.acceptRanges] = "bytes"
        let condition = call.request.headers[.ifRange]
        let asked = condition == nil || condition == tag ? call.request.headers[.range] : nil
        let range: Range<Int>
        var status = HTTPResponse.Status.ok
        switch ByteRange(asked, length: length) {
        case .whole: range = 0..<length
        case .part(let part):
            range = part
            status = .partialContent
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(length)"
        case .outside:
            var fault = fault(416, "InvalidRange", "The requested range is not satisfiable")
            fault.wholeLength = length
            throw fault
        }
        headers[.contentLength] = String(range.count)
        guard call.request.method == .get else { return Response(status: status, headers: headers) }
        service.traffic.addMedia(bytes: range.count)
        return Response(status: status, headers: headers, body: body(range))
    }

    private func oneBuffer(_ pieces: AudioPieces, _ count: Int) -> ResponseBody {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        for piece in pieces { buffer.writeImmutableBuffer(piece) }
        return ResponseBody(byteBuffer: buffer)
    }

    private func stream(_ pieces: AudioPieces, _ count: Int) -> ResponseBody {
        ResponseBody(contentLength: count) { writer in
            var rest = pieces
            while true {
                let batch = Array(AnyIterator { rest.next() }.prefix(Self.secondsPerWrite))
                guard !batch.isEmpty else { break }
                try await writer.write(contentsOf: batch)
            }
            try await writer.finish(nil)
        }
    }

    private func fault(_ status: Int, _ code: String, _ description: String) -> ServiceFault {
        ServiceFault(status, description, form: .objectStore(code: code))
    }
}
