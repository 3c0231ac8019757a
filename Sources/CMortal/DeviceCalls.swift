internal import DeviceModels
internal import Units
internal import Workbench

@_cdecl("mortal_device_names")
public func mortalDeviceNames(
  _ json: TextOut?,
  _ error: TextOut?
) -> Int32 {
  call(error) { try give(json: DeviceLibrary.find().names, to: json) }
}

@_cdecl("mortal_device_describe")
public func mortalDeviceDescribe(
  _ card: UnsafePointer<CChar>?, _ json: TextOut?,
  _ error: TextOut?
) -> Int32 {
  call(error) { try give(json: DeviceDescription(nameOrPath: text(card, "card")), to: json) }
}

@_cdecl("mortal_device_sample")
public func mortalDeviceSample(
  _ card: UnsafePointer<CChar>?, _ target: UnsafePointer<CChar>?, _ at: UnsafePointer<CChar>?,
  _ temperature: UnsafePointer<CChar>?, _ seed: UInt64, _ microsiemens: UnsafeMutablePointer<Float>?, _ count: Int64,
  _ error: TextOut?
) -> Int32 {
  call(error) {
    guard count >= 1, count <= Int64(Int32.max) else {
      throw InterfaceError.outOfRange(argument: "count", value: "\(count)", allowed: "1...\(Int32.max)")
    }
    let card = try DeviceLibrary.card(text(card, "card"))
    let age = try at.map { try quantity(String(cString: $0), Seconds.self, "--at") }
    let values = try card.sample(
      target: quantity(text(target, "target"), Siemens.self, "--target"), count: Int(count), at: age,
      temperature: quantity(text(temperature, "temperature"), Kelvin.self, "--temperature"), seed: seed)
    try give(values, to: microsiemens, count: count, "microsiemens")
  }
}
