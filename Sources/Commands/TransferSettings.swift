import Transfer
import Webex

extension TransferSettings {
    /// How the services of a profile are reached: through its proxy, with its authorities.
    init(for profile: Profile, _ settings: SessionSettings = SessionSettings()) {
        self.init()
        caFile = profile.caFile
        proxy = profile.proxy
        // A download may take any time as long as bytes come.
        stallTimeout = min(stallTimeout, max(1000, Int(settings.tryTimeout)))
    }
}
