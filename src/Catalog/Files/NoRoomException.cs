namespace Mdlc.Catalog.Files;

/// <summary>
/// A disk had no room for what was to be written. Neither the data nor the spec is at fault, and it passes: whatever met it is done again once
/// there is room. <see cref="NoRoom"/> knows all the ways in which a disk says so.
/// </summary>
public sealed class NoRoomException(string message, Exception? inner = null) : IOException(message, inner);
