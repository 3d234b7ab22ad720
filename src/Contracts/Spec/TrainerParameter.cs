using System.Globalization;
using Mdlc.Contracts.Faults;

namespace Mdlc.Contracts.Spec;

/// <summary>An option of a trainer that a spec or a tuning study may set.</summary>
/// <param name="Name">ML.NET's name in camelCase.</param>
/// <param name="Default">mdlc's value: stated, never left to ML.NET, whose own depend on the size of the data.</param>
/// <param name="Min">Smallest allowed value, inclusive.</param>
/// <param name="Max">Largest allowed value, inclusive.</param>
/// <param name="Whole">Only whole numbers; a switch is a whole number of 0 or 1.</param>
public sealed record TrainerParameter(string Name, double Default, double Min, double Max, bool Whole)
{
    internal void Check(double value)
    {
        if (!(value >= Min && value <= Max) || (Whole && value != Math.Floor(value)))
        {
            throw FaultException.InSpec(string.Create(
                CultureInfo.InvariantCulture,
                $"Found train.params.{Name} = {value}, expected a {(Whole ? "whole number" : "number")} from {Min} to {Max}; the default is {Default}."));
        }
    }
}
