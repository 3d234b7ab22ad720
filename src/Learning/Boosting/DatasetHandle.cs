using Microsoft.Win32.SafeHandles;

namespace Mdlc.Learning.Boosting;

/// <summary>Rows as LightGBM keeps them, in bins.</summary>
internal sealed class DatasetHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    public unsafe void Set(string field, ReadOnlySpan<float> values)
    {
        fixed (float* first = values)
        {
            NativeLightGbm.Check(NativeLightGbm.SetField(this, field, first, values.Length, NativeLightGbm.Float32));
        }
    }

    public unsafe void Set(string field, ReadOnlySpan<double> values)
    {
        fixed (double* first = values)
        {
            NativeLightGbm.Check(NativeLightGbm.SetField(this, field, first, values.Length, NativeLightGbm.Float64));
        }
    }

    protected override bool ReleaseHandle() => NativeLightGbm.FreeDataset(handle) == 0;
}
