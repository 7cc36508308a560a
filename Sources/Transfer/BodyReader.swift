import CCurl
import Glibc

/// Bytes that libcurl sends and that are read as they leave: a whole body, or a part of a form.
///
/// Belongs to the curl thread; whoever hands it to libcurl keeps it alive as long as libcurl may call.
final class BodyReader {
    private let length: Int64
    private let read: FormPart.Read
    private let onFailure: (any Error) -> Void
    private var offset: Int64 = 0

    /// What was announced and is no longer there.
    struct Shortened: Error, CustomStringConvertible {
        let description = "it has become shorter while it was sent"
    }

    init(length: Int64, read: @escaping FormPart.Read, onFailure: @escaping (any Error) -> Void) {
        self.length = length
        self.read = read
        self.onFailure = onFailure
    }

    /// Makes it what a part of a form consists of.
    func attach(to place: OpaquePointer) -> CURLcode {
        curl_mime_data_cb(
            place,
            curl_off_t(length),
            { BodyReader.fill($0, $1 * $2, $3) },
            { BodyReader.seek($0, $1, $2) },
            nil,
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    /// Makes it the whole body of a request.
    func attach(toEasy easy: UnsafeMutableRawPointer) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(length))
        ccurl_set_data_callback(easy, CURLOPT_READFUNCTION) { BodyReader.fill($0, $1 * $2, $3) }
        ccurl_set_seek_callback(easy) { BodyReader.seek($0, $1, $2) }
        ccurl_set_pointer(easy, CURLOPT_READDATA, me)
        ccurl_set_pointer(easy, CURLOPT_SEEKDATA, me)
    }

    private static func fill(
        _ bytes: UnsafeMutablePointer<CChar>?,
        _ count: Int,
        _ context: UnsafeMutableRawPointer?
    ) -> Int {
        guard let bytes, let reader = of(context) else { return Int(CURL_READFUNC_ABORT) }
        return reader.next(UnsafeMutableRawBufferPointer(start: bytes, count: count))
    }

    private static func seek(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
        guard origin == SEEK_SET, let reader = of(context) else { return CURL_SEEKFUNC_FAIL }
        reader.offset = Int64(offset)
        return CURL_SEEKFUNC_OK
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> BodyReader? {
        context.map { Unmanaged<BodyReader>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Fills the buffer, but with no more than was announced: what a file grew by meanwhile is not sent.
    private func next(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let wanted = Int(min(Int64(buffer.count), length - offset))
        guard wanted > 0 else { return 0 }
        do {
            let count = try read(offset, UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            guard count > 0 else { throw Shortened() }
            offset += Int64(count)
            return count
        } catch {
            onFailure(error)
            return Int(CURL_READFUNC_ABORT)
        }
    }
}
