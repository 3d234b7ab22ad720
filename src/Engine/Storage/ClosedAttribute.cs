namespace Mdlc.Engine.Storage;

/// <summary>One reading of a search attribute of a closed run: what type the attribute has is known only when somebody asks.</summary>
/// <param name="Value">A string, a long or a double, by the kind.</param>
internal readonly record struct ClosedAttribute(string Name, ClosedAttributeKind Kind, object Value);
