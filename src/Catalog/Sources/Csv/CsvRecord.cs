namespace Mdlc.Catalog.Sources.Csv;

/// <summary>One record's shape: filled by <see cref="CsvRecordParser"/> over and over.</summary>
internal sealed class CsvRecord
{
    private CsvCell[] _cells = new CsvCell[64];

    public int Width { get; private set; }

    public ReadOnlySpan<CsvCell> Cells => _cells.AsSpan(0, Width);

    /// <summary>Bytes of the record without its line break.</summary>
    public int Length { get; set; }

    /// <summary>Bytes of its line break: 0 (end of file), 1 or 2.</summary>
    public int BreakLength { get; set; }

    /// <summary>The break is a carriage return alone.</summary>
    public bool BrokenByCr { get; set; }

    /// <summary>A quoted cell holds a line break.</summary>
    public bool MultiLine { get; set; }

    /// <summary>Another reader may read it differently: blanks around a cell, or an escape that escapes nothing.</summary>
    public bool Irregular { get; set; }

    public CsvProblem Problem { get; set; }

    public void Clear()
    {
        Width = 0;
        Length = 0;
        BreakLength = 0;
        BrokenByCr = false;
        MultiLine = false;
        Irregular = false;
        Problem = CsvProblem.None;
    }

    public void Add(CsvCell cell)
    {
        if (Width == _cells.Length)
        {
            Array.Resize(ref _cells, Width * 2);
        }

        _cells[Width++] = cell;
    }
}
