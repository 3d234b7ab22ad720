namespace Mdlc.Contracts.Tuning;

/// <summary>How much the order of a study's trials depends on one parameter.</summary>
/// <param name="Name">As in a trial's parameters or choices.</param>
/// <param name="Share">What is lost of the explained variance of the trials' ranks when this parameter's values are exchanged; about 0: nothing depends on it.</param>
/// <param name="Spread">Standard error of the share, over which trials happened to be tried.</param>
public sealed record ParameterImportance(string Name, double Share, double Spread);
