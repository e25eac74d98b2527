"""A customer's desktop to take pictures of: an invoice program and a note, in Tk.

python -m tests.stack.office    shows it until it is ended.
"""

import tkinter
from tkinter import ttk

INVOICES = [
    ("2026/118", "12/11/2026", "Officine Brambilla Srl", "1.240,00 €", "pagata"),
    ("2026/119", "13/11/2026", "Studio Notarile Conti", "380,00 €", "pagata"),
    ("2026/120", "14/11/2026", "Panificio Al Ponte", "96,50 €", "da inviare"),
    ("2026/121", "17/11/2026", "Farmacia San Luca", "720,00 €", "scartata"),
    ("2026/122", "18/11/2026", "Autotrasporti Ferri", "2.115,40 €", "inviata"),
    ("2026/123", "18/11/2026", "Condominio Via Roma 12", "450,00 €", "inviata"),
    ("2026/124", "19/11/2026", "Libreria Il Faro", "58,90 €", "da inviare"),
]
COLUMNS = [("Numero", 90), ("Data", 100), ("Cliente", 220), ("Importo", 100), ("Stato", 100)]
NOTE = (
    "Cose da chiedere al tecnico:\n\n"
    "– la fattura 121 torna indietro con\n   «00404 Fattura duplicata»\n"
    "– la stampante della contabilità\n"
)


def main() -> None:
    root = tkinter.Tk()
    root.withdraw()
    root.configure(bg="#3a5a6b")
    invoices(root)
    note(root)
    root.mainloop()


def invoices(root: tkinter.Tk) -> None:
    top = tkinter.Toplevel(root)
    top.title("Fatture in cloud locale 7.2 — Rossi Giardini")
    top.geometry("680x330+70+190")
    bar = ttk.Frame(top, padding=8)
    bar.pack(fill="x")
    for words in ("Nuova fattura", "Invia allo SDI", "Stampa"):
        ttk.Button(bar, text=words).pack(side="left", padx=(0, 6))
    table = ttk.Treeview(top, columns=[name for name, _ in COLUMNS], show="headings")
    for name, width in COLUMNS:
        table.heading(name, text=name)
        table.column(name, width=width, anchor="e" if name == "Importo" else "w")
    for row in INVOICES:
        table.insert("", "end", values=row, tags=(row[-1],))
    table.tag_configure("scartata", background="#ffd9d2")
    table.pack(fill="both", expand=True, padx=8, pady=(0, 8))
    table.selection_set(table.get_children()[3])


def note(root: tkinter.Tk) -> None:
    top = tkinter.Toplevel(root)
    top.title("Appunti")
    top.geometry("330x210+860+420")
    text = tkinter.Text(
        top, font=("DejaVu Sans", 11), bg="#fff8d6", relief="flat", padx=12, pady=10
    )
    text.insert("1.0", NOTE)
    text.pack(fill="both", expand=True)


if __name__ == "__main__":
    main()
