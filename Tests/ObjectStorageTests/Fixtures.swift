import Glibc
import ObjectStorage
import TestSupport
import Transfer

extension StorageClock {
    /// The machine's clock, whose waits take no time.
    static func hurried(_ waits: Counted = Counted()) -> StorageClock {
        StorageClock(now: { Self.milliseconds() }, sleep: { waits.add(Int($0)) })
    }

    private static func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

extension S3Server {
    /// A client of it; by default one that may do what is asked.
    func client(
        bucket: String? = nil,
        keys: Keys? = nil,
        secret: String? = nil,
        region: String? = nil,
        clock: StorageClock = .hurried()
    ) -> StorageClient {
        let keys = keys ?? exporter
        return StorageClient(
            place: StoragePlace(bucket: bucket ?? self.bucket, region: region ?? self.region, endpoint: endpoint),
            keys: StorageKeys(id: keys.id, secret: secret ?? keys.secret),
            transfer: Transfer(),
            clock: clock
        )
    }
}

/// Bytes of which no two stretches are alike: their places stand in them.
func content(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 64)
    var place: UInt64 = 0
    while bytes.count < count {
        let stamp = withUnsafeBytes(of: (place &* 0x9e37_79b9_7f4a_7c15).littleEndian) { Array($0) }
        bytes += stamp
        bytes += repeatElement(stamp[3], count: 4088)
        place += 1
    }
    return Array(bytes.prefix(count))
}
