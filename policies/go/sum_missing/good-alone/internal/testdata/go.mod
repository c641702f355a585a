module shop.example.com/sample

require shop.example.com/money v1.4.0
